// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

namespace BurrowQt {

/// Every sentence that toQt() may have to translate, in English, as the core says it. Of the system's: the common ones.
std::span<const char* const> errorSentences();

} // namespace BurrowQt
