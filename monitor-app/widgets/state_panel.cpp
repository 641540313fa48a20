// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "monitor-app/widgets/state_panel.hpp"

#include <QApplication>
#include <QClipboard>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace monitor_app {

StatePanel::StatePanel(QWidget* parent)
    : QWidget(parent), m_title(new QLabel), m_text(new QLabel), m_command(new QLabel), m_copy(new QPushButton),
      m_action(new QPushButton) {
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.4);
    m_title->setFont(large);
    m_text->setWordWrap(true);
    m_command->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_command->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    connect(m_copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(m_command->text()); });
    connect(m_action, &QPushButton::clicked, this, &StatePanel::actionTriggered);

    auto* commandRow = new QHBoxLayout;
    commandRow->addWidget(m_command);
    commandRow->addWidget(m_copy);
    commandRow->addStretch();
    auto* actionRow = new QHBoxLayout;
    actionRow->addWidget(m_action);
    actionRow->addStretch();
    auto* column = new QVBoxLayout;
    column->setSpacing(14);
    column->addStretch(2);
    column->addWidget(m_title);
    column->addWidget(m_text);
    column->addLayout(commandRow);
    column->addLayout(actionRow);
    column->addStretch(3);
    auto* middle = new QHBoxLayout(this);
    middle->addStretch(1);
    middle->addLayout(column, 4);
    middle->addStretch(1);
}

void StatePanel::show(const Content& content) {
    m_title->setText(content.title);
    m_text->setText(content.text);
    m_command->setText(content.command);
    m_command->setVisible(!content.command.isEmpty());
    m_copy->setText(tr("Copy"));
    m_copy->setVisible(!content.command.isEmpty());
    m_action->setText(content.action);
    m_action->setVisible(!content.action.isEmpty());
    setAccessibleName(content.title);
    setAccessibleDescription(content.text);
}

} // namespace monitor_app
