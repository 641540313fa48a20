// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace monitor_app {

class MainWindow;

/// What the window shows, as one JSON object: server, cards, connections, log lines. For scripts and tests.
QByteArray shownAsJson(MainWindow& window);
/// overview.png, connections.png, logs.png, tunnels.png. False if one could not be written.
bool savePictures(MainWindow& window, const QString& folder);

} // namespace monitor_app
