// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// covers: netprotocols/plugin_host/elf_check.cpp
#include "netprotocols/plugin_host/elf_check.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    (void)burrow::plugin_host::checkElf({reinterpret_cast<const std::byte*>(data), size}, "burrow_plugin_entry");
    return 0;
}
