// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// covers: netprotocols/http1/http1_wire.cpp netprotocols/http1/http1_target.cpp netprotocols/http1/http1_framing.cpp
#include "netprotocols/http1/http1_wire.hpp"

#include <cstdlib>

/// Whatever comes, the answer given in one piece is the answer given in two, and views stay inside the input.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace burrow;
    using namespace burrow::http1;
    http::FieldView fields[100];
    RequestHead head, again;
    HeadScan scan, halves;
    const Bytes all = ByteView(data, size).bytes();
    const auto whole = parseRequestHead(all, {}, fields, head, scan);
    const bool complete = whole && *whole == HeadStatus::Complete;
    if (complete && (head.bytes > size || head.target.empty() || head.fields.size() > 100))
        std::abort();
    auto cut = parseRequestHead(all.first(size / 2), {}, fields, again, halves);
    if (cut && *cut == HeadStatus::Incomplete)
        cut = parseRequestHead(all, {}, fields, again, halves);
    const bool same = cut && *cut == HeadStatus::Complete && again.bytes == head.bytes;
    // A line repeated across the cut is found when the head is complete.
    if (complete ? !same : (whole && !cut) || (cut && *cut == HeadStatus::Complete))
        std::abort();
    return 0;
}
