// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <BurrowQt/monitor_client.h>

#include <QString>

namespace monitor_app {

/// Text for people of what the protocol carries as numbers. Units are IEC; digits follow the locale.
QString formatBytes(double bytes);
QString formatRate(double bytesPerSecond); ///< "1.2 KiB/s"
QString formatCount(double number);        ///< "12.4 k"
QString formatDuration(qint64 milliseconds); ///< "00:03", "02:11:09", "3 d 04:00"
QString formatTime(qint64 millisecondsSince1970); ///< local time with milliseconds
QString levelName(int level);              ///< "trace" to "error"; protocol terms stay untranslated

/// A cell as the table shows it; `serverTimeMs` is what age and idle are counted to.
QString formatCell(const BurrowQt::MonitorColumn& column, const QVariant& value);

} // namespace monitor_app
