// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"

#include <BurrowQt/error.h>

namespace BurrowQt {

/// The core's error with its sentence translated (context "BurrowQt::Error").
Error toQt(const burrow::Error& error);

} // namespace BurrowQt
