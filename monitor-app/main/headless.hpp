// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace monitor_app {

class MainWindow;

/// What the window shows, as one JSON object: server, cards, connections, log lines (a gap carries "gap"). For scripts and tests.
QByteArray shownAsJson(MainWindow& window);
/// One line that is cheap at any size: is it attached, how many rows are open and closed, log lines, gaps, the cards.
QByteArray shownAsFigures(MainWindow& window);
/// overview.png, connections.png, logs.png, tunnels.png. False if one could not be written.
bool savePictures(MainWindow& window, const QString& folder);

} // namespace monitor_app
