// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "monitor-app/backend/format.hpp"

#include <QDateTime>
#include <QLocale>

#include <array>

namespace monitor_app {

using BurrowQt::MonitorColumn;

QString formatBytes(double bytes) {
    static constexpr std::array units = {"B", "KiB", "MiB", "GiB", "TiB"};
    std::size_t unit = 0;
    while (bytes >= 1024 && unit + 1 < units.size()) {
        bytes /= 1024;
        ++unit;
    }
    return QLocale().toString(bytes, 'f', unit == 0 || bytes >= 100 ? 0 : 1) + QLatin1Char(' ') +
           QLatin1String(units[unit]);
}

QString formatRate(double bytesPerSecond) {
    return bytesPerSecond < 0.5 ? QStringLiteral("0 B/s") : formatBytes(bytesPerSecond) + QStringLiteral("/s");
}

QString formatCount(double number) {
    if (number < 10'000)
        return QLocale().toString(number, 'f', number < 10 && number > 0 && number != static_cast<int>(number) ? 1 : 0);
    if (number < 1e6)
        return QLocale().toString(number / 1e3, 'f', 1) + QStringLiteral(" k");
    return QLocale().toString(number / 1e6, 'f', 1) + QStringLiteral(" M");
}

QString formatDuration(qint64 milliseconds) {
    const qint64 seconds = std::max<qint64>(0, milliseconds) / 1000;
    const auto two = [](qint64 number) { return QStringLiteral("%1").arg(number, 2, 10, QLatin1Char('0')); };
    const QString clock = two(seconds / 60 % 60) + QLatin1Char(':') + two(seconds % 60);
    if (seconds < 3600)
        return clock;
    const QString hours = two(seconds / 3600 % 24) + QLatin1Char(':') + clock;
    return seconds < 86400 ? hours : QStringLiteral("%1 d ").arg(seconds / 86400) + hours;
}

QString formatTime(qint64 millisecondsSince1970) {
    return QDateTime::fromMSecsSinceEpoch(millisecondsSince1970).toString(QStringLiteral("HH:mm:ss.zzz"));
}

QString levelName(int level) {
    static constexpr std::array names = {"trace", "debug", "info", "warning", "error"};
    return level >= 0 && level < static_cast<int>(names.size()) ? QLatin1String(names[static_cast<std::size_t>(level)])
                                                                : QString();
}

QString formatCell(const MonitorColumn& column, const QVariant& value) {
    if (!value.isValid())
        return {};
    switch (column.kind) {
    case MonitorColumn::Number:
        if (column.unit == QLatin1String("bytes"))
            return formatBytes(value.toDouble());
        if (column.unit == QLatin1String("bytes/s"))
            return formatRate(value.toDouble());
        return column.unit.isEmpty() ? value.toString() : formatCount(value.toDouble());
    case MonitorColumn::Real:
        return column.unit == QLatin1String("bytes/s") ? formatRate(value.toDouble()) : formatCount(value.toDouble());
    case MonitorColumn::Flag: return value.toBool() ? QStringLiteral("●") : QString();
    case MonitorColumn::Time: return formatTime(value.toLongLong());
    case MonitorColumn::Duration: return formatDuration(value.toLongLong());
    case MonitorColumn::Level: return levelName(value.toInt());
    case MonitorColumn::Text:
    case MonitorColumn::Address: break;
    }
    return value.toString();
}

} // namespace monitor_app
