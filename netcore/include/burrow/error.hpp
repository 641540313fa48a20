// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// Error, Result and the byte views that every public call takes.
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/error.hpp"
