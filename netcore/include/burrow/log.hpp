// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// The structured log and its sinks.
#pragma once

#include "netcore/log/log.hpp"
#include "netcore/log/log_sink.hpp"
