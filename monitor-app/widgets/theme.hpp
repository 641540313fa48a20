// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QPalette>

namespace monitor_app {

enum class Theme { System, Light, Dark };

/// Sets the application's Fusion palette. System keeps what the platform gave.
void applyTheme(Theme theme);
bool isDark(const QPalette& palette);

/// State colours with a contrast of 4.5:1 on the palette's base, told apart without colour by their shapes too.
struct StateColors {
    QColor fresh, changed, closed, warning, error;
};
StateColors stateColors(const QPalette& palette);

} // namespace monitor_app
