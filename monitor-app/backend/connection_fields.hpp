// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QVariant>

namespace monitor_app {

/// The heading of a field that a connection tells of itself ("tls-key-exchange": "Key exchange"), in the language of the
/// window; a field that is not known here keeps its own name.
QString fieldTitle(const QString& name);
/// Its value in the unit that it came with; empty: nothing to show.
QString formatField(const QString& name, const QVariant& value, const QString& unit);

} // namespace monitor_app
