// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowd/server/access_log.hpp"

#include <chrono>

namespace burrow::daemon {

void AccessLog::onAnswer(EventLoop&, const http1::AccessRecord& record) noexcept {
    if (!m_log.isOn(m_module, LogLevel::Info, record.connection))
        return;
    // Queries carry tokens and passwords: they do not belong into a log.
    const std::string_view path = record.target.substr(0, record.target.find('?'));
    const std::string peer = record.peer.expand().address().toString();
    m_log.event(m_module, LogLevel::Info, record.connection, "request",
                {{"peer", peer},
                 {"listener", record.listener},
                 {"method", record.method},
                 {"path", path},
                 {"status", record.status},
                 {"bytes", record.bodyBytes},
                 {"us", std::chrono::duration_cast<std::chrono::microseconds>(record.took).count()},
                 {"host", record.host},
                 {"agent", record.userAgent}});
}

} // namespace burrow::daemon
