// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "monitor-app/pages/tunnels/tunnels_page.hpp"

namespace monitor_app {

TunnelsPage::TunnelsPage(QWidget* parent) : StatePanel(parent) { retranslate(); }

void TunnelsPage::retranslate() {
    show({tr("No tunnels"),
          tr("This server offers no relay yet. Agents and their tunnels will stand here: name, state, public end, inner "
             "target, carriers, streams, rates, and the time of the last resume."),
          {},
          {}});
}

} // namespace monitor_app
