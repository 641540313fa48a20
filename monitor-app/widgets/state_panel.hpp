// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QWidget>

namespace monitor_app {

/// Says why nothing is to be seen and what to do: a title, a text, a command that can be copied, one button.
class StatePanel : public QWidget {
    Q_OBJECT

public:
    explicit StatePanel(QWidget* parent = nullptr);

    struct Content {
        QString title, text, command, action; ///< command and action may be empty
    };
    void show(const Content& content);

Q_SIGNALS:
    void actionTriggered();

private:
    QLabel* m_title;
    QLabel* m_text;
    QLabel* m_command;
    QPushButton* m_copy;
    QPushButton* m_action;
};

} // namespace monitor_app
