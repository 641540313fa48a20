// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/error.hpp"

#include <string_view>

namespace burrow::plugin_host {

/// Whether the bytes are a shared object for this machine whose tables lie within the file and which exports the
/// function `symbol`. The dynamic linker trusts those tables and would crash, and it runs constructors before one can
/// ask for a symbol: so this comes first. Pure: no I/O. Error: PluginError::NotElf, OtherArchitecture,
/// NotASharedObject, TruncatedElf or SymbolMissing. ELF: System V ABI, chapters 4 and 5.
Result<void> checkElf(Bytes file, std::string_view symbol);

} // namespace burrow::plugin_host
