// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor-app/widgets/state_panel.hpp"

namespace monitor_app {

/// Says what will stand here once relays are part of the server.
class TunnelsPage : public StatePanel {
    Q_OBJECT

public:
    explicit TunnelsPage(QWidget* parent = nullptr);
    void retranslate();
};

} // namespace monitor_app
