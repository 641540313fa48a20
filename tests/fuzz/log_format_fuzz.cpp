// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// covers: netcore/log/log_format.cpp netcore/log/log_record.cpp
#include "netcore/log/log_format.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace burrow;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    Log::Record record;
    encodeRecord(record.words, {}, LogModule{}, LogLevel::Info, static_cast<ConnectionId>(size), "event",
                 {{"first", text}, {"n", size}, {"second", text.substr(size / 2)}, {"on", true}});
    decodeRecord(record);
    std::string line;
    appendText(line, record, TextStyle::Plain);
    appendJson(line, record);
    for (std::size_t i = 0; i + 1 < line.size(); ++i) // two lines, no control character in either
        if (static_cast<unsigned char>(line[i]) < 0x20 && line.substr(i, 2) != "\n{")
            std::abort();
    return 0;
}
