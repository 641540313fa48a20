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

    /// `base`: what the units of `format` count in, 1000 or 1024; the scale ends at a round number of them.
    explicit LiveChart(const QString& title, std::function<QString(double)> format, double base = 1000,
                       QWidget* parent = nullptr);

    void add(std::optional<double> value); ///< empty: a gap
    void clear();
    /// Marks the point so many ticks ago with a line and its value; negative: none. All charts of a page share it.
    void setMarker(int ticksAgo);
    int marker() const { return m_marker; }
    int count() const { return static_cast<int>(m_values.size()); } ///< points, gaps included
    void setTitle(const QString& title);
    QSize sizeHint() const override { return {420, 160}; }
    QSize minimumSizeHint() const override { return {200, 110}; }

Q_SIGNALS:
    void pointed(int ticksAgo); ///< by the mouse; -1 when it leaves

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QString m_title;
    std::function<QString(double)> m_format;
    double m_base;
    QRectF plotRect() const;
    void paintMarker(QPainter& painter, const QRectF& plot, double top) const;

    std::deque<std::optional<double>> m_values;
    int m_marker = -1;
};

} // namespace monitor_app
