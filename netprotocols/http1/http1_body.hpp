// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/http/exchange.hpp"
#include "netprotocols/http/request.hpp"
#include "netprotocols/http/router.hpp"
#include "netprotocols/http1/http1_chunked.hpp"
#include "netprotocols/http1/http1_wire.hpp"

#include <memory>
#include <string>
#include <vector>

namespace burrow::http1 {

/// A request body that did not arrive together with its head; made only then.
struct RequestBody {
    enum class Mode : std::uint8_t {
        Whole,   ///< collected, then the handler is called
        Stream,  ///< handed to the handler's sink piece by piece
        Discard, ///< the answer is out already
    };
    Mode mode = Mode::Whole;
    bool chunked = false;
    bool continueAwaited = false; ///< the client waits for "100 Continue"
    bool paused = false;          ///< the sink said stop
    std::uint64_t left = 0;       ///< of a Content-Length
    std::uint64_t received = 0;
    std::uint64_t limit = 0;
    std::uint64_t receivedAtCheck = 0; ///< for the minimum rate
    ChunkedDecoder decoder;
    http::BodySink* sink = nullptr;

    http::Fields trailers;

    // For Mode::Whole: the head must survive until the body is there.
    std::string text, headText;
    std::vector<http::FieldView> fields;
    http::RequestParts parts; ///< views into headText and fields
    std::shared_ptr<const http::Router> router;
    http::Router::Match match;

    /// Copies what `from` sees into this object.
    void keepHead(const http::RequestParts& from, std::shared_ptr<const http::Router> keeper,
                  const http::Router::Match& found);
};

} // namespace burrow::http1
