// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/log/log.hpp"
#include "netprotocols/http1/http1_context.hpp"

namespace burrow::daemon {

/// One log record per answered request, in the module "access". Where it is off, no session knows of it.
/// Thread: any (the loops).
class AccessLog final : public http1::AccessObserver {
public:
    explicit AccessLog(Log& log) : m_log(log), m_module(log.module("access")) {}
    void onAnswer(EventLoop& loop, const http1::AccessRecord& record) noexcept override;

private:
    Log& m_log;
    LogModule m_module;
};

} // namespace burrow::daemon
