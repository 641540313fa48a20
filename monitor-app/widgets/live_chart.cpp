// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "monitor-app/widgets/live_chart.hpp"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace monitor_app {
namespace {

/// The next round number above: 1, 2 or 5 times a power of ten, so that the scale does not jump at every point.
double roundedUp(double value, double base) {
    if (value <= 0)
        return 1;
    if (value >= base)
        return roundedUp(value / base, base) * base;
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 5.0, 10.0}) {
        if (value <= step * power)
            return step * power;
    }
    return 10 * power;
}

} // namespace

LiveChart::LiveChart(const QString& title, std::function<QString(double)> format, double base, QWidget* parent)
    : QWidget(parent), m_format(std::move(format)), m_base(base) {
    setTitle(title);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setMouseTracking(true);
}

void LiveChart::setTitle(const QString& title) {
    m_title = title;
    setAccessibleName(title);
    update();
}

void LiveChart::add(std::optional<double> value) {
    m_values.push_back(value);
    if (m_values.size() > points)
        m_values.pop_front();
    update();
}

void LiveChart::clear() {
    m_values.clear();
    update();
}

void LiveChart::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), palette().base());
    const int line = fontMetrics().height();
    const QRectF plot = plotRect();
    double highest = 0;
    for (const auto& value : m_values)
        highest = std::max(highest, value.value_or(0));
    const double top = roundedUp(highest, m_base);

    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(QRectF(8, 4, width() - 16, line + 4), Qt::AlignLeft | Qt::AlignVCenter, m_title);
    const QString now = m_values.empty() || !m_values.back() ? QStringLiteral("–") : m_format(*m_values.back());
    painter.drawText(QRectF(8, 4, width() - 16, line + 4), Qt::AlignRight | Qt::AlignVCenter, now);

    QColor grid = palette().color(QPalette::Text);
    grid.setAlphaF(0.15f);
    painter.setPen(grid);
    for (int i = 0; i <= 2; ++i)
        painter.drawLine(QPointF(plot.left(), plot.top() + plot.height() * i / 2),
                         QPointF(plot.right(), plot.top() + plot.height() * i / 2));
    QColor faint = palette().color(QPalette::PlaceholderText);
    painter.setPen(faint);
    painter.drawText(plot.adjusted(2, 1, 0, 0), Qt::AlignLeft | Qt::AlignTop, m_format(top));

    const double step = plot.width() / static_cast<double>(points - 1);
    const auto xOf = [&](std::size_t i) { return plot.right() - static_cast<double>(m_values.size() - 1 - i) * step; };
    const QColor accent = palette().color(QPalette::Highlight);
    for (std::size_t i = 0; i < m_values.size();) {
        if (!m_values[i]) {
            const std::size_t begin = i;
            while (i < m_values.size() && !m_values[i])
                ++i;
            painter.fillRect(QRectF(QPointF(xOf(begin) - step / 2, plot.top()),
                                    QPointF(xOf(i - 1) + step / 2, plot.bottom())),
                             QBrush(faint, Qt::BDiagPattern));
            continue;
        }
        QPainterPath path;
        const double left = xOf(i);
        path.moveTo(left, plot.bottom() - plot.height() * *m_values[i] / top);
        double right = left;
        for (++i; i < m_values.size() && m_values[i]; ++i) {
            right = xOf(i);
            path.lineTo(right, plot.bottom() - plot.height() * *m_values[i] / top);
        }
        QPainterPath area = path;
        area.lineTo(right, plot.bottom());
        area.lineTo(left, plot.bottom());
        QColor fill = accent;
        fill.setAlphaF(0.18f);
        painter.fillPath(area, fill);
        painter.setPen(QPen(accent, 1.6));
        painter.drawPath(path);
    }
    paintMarker(painter, plot, top);
}

QRectF LiveChart::plotRect() const { return QRectF(rect()).adjusted(8, fontMetrics().height() + 12, -8, -8); }

void LiveChart::paintMarker(QPainter& painter, const QRectF& plot, double top) const {
    if (m_marker < 0 || m_marker >= static_cast<int>(m_values.size()))
        return;
    const auto& value = m_values[m_values.size() - 1 - static_cast<std::size_t>(m_marker)];
    const double x = plot.right() - m_marker * plot.width() / static_cast<double>(points - 1);
    painter.setPen(QPen(palette().color(QPalette::Text), 1, Qt::DashLine));
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    if (value) {
        painter.setBrush(palette().highlight());
        painter.setPen(Qt::NoPen);
        painter.drawEllipse(QPointF(x, plot.bottom() - plot.height() * *value / top), 3, 3);
    }
    const QString text = tr("%1 s ago: %2").arg(m_marker).arg(value ? m_format(*value) : QStringLiteral("–"));
    const double width = fontMetrics().horizontalAdvance(text) + 8;
    const double left = x + 6 + width <= plot.right() ? x + 6 : x - 6 - width;
    const QRectF box(left, plot.top() + 2, width, fontMetrics().height() + 2);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette().base());
    painter.drawRect(box);
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(box, Qt::AlignCenter, text);
}

void LiveChart::setMarker(int ticksAgo) {
    if (m_marker == ticksAgo)
        return;
    m_marker = ticksAgo;
    update();
}

void LiveChart::mouseMoveEvent(QMouseEvent* event) {
    const QRectF plot = plotRect();
    const double ticks = (plot.right() - event->position().x()) / plot.width() * static_cast<double>(points - 1);
    Q_EMIT pointed(std::clamp(static_cast<int>(std::lround(ticks)), 0, static_cast<int>(points) - 1));
}

void LiveChart::leaveEvent(QEvent*) { Q_EMIT pointed(-1); }

} // namespace monitor_app
