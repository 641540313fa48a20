// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "monitor-app/widgets/live_chart.hpp"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace monitor_app {
namespace {

/// The next round number above: 1, 2 or 5 times a power of ten, so that the scale does not jump at every point.
double roundedUp(double value) {
    if (value <= 0)
        return 1;
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 5.0, 10.0}) {
        if (value <= step * power)
            return step * power;
    }
    return 10 * power;
}

} // namespace

LiveChart::LiveChart(const QString& title, std::function<QString(double)> format, QWidget* parent)
    : QWidget(parent), m_format(std::move(format)) {
    setTitle(title);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
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
    const QRectF plot = QRectF(rect()).adjusted(8, line + 12, -8, -8);
    double highest = 0;
    for (const auto& value : m_values)
        highest = std::max(highest, value.value_or(0));
    const double top = roundedUp(highest);

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
}

} // namespace monitor_app
