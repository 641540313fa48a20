// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QString>
#include <QWidget>

#include <deque>
#include <functional>
#include <optional>

namespace monitor_app {

/// One line over the last points, drawn by ourselves; missing points are hatched, never bridged.
class LiveChart : public QWidget {
    Q_OBJECT

public:
    static constexpr std::size_t points = 600;

    explicit LiveChart(const QString& title, std::function<QString(double)> format, QWidget* parent = nullptr);

    void add(std::optional<double> value); ///< empty: a gap
    void clear();
    void setTitle(const QString& title);
    QSize sizeHint() const override { return {420, 160}; }
    QSize minimumSizeHint() const override { return {200, 110}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_title;
    std::function<QString(double)> m_format;
    std::deque<std::optional<double>> m_values;
};

} // namespace monitor_app
