// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

namespace burrow {

using Function = std::move_only_function<void()>;

} // namespace burrow
