// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/error.hpp"
#include "netprotocols/monitor/messages.hpp"

#include <functional>
#include <string>

namespace burrow::monitor {

extern const ErrorDomain monitorErrors;

enum class MonitorError : int {
    None = 0,
    NotAMessage,       ///< not a map whose first entry is "k"
    UnknownKind,
    DuplicateMember,
    InvalidMember,     ///< a value that its enumeration does not have, an odd patch
    MessageTooLong,
    UnexpectedMessage, ///< this role does not get it, or not now
    NoCommonVersion,
    TooManySubscriptions,
    UnknownTopic,
    UnknownColumn,
    Denied,
    TooManyWatchers,
    Slow,
    ServerEnding,
    UnknownVerb,
    NothingNamed,
    UnknownLevel,
    Lost,              ///< the connection ended; a new one is tried
};

/// Appends the message. Rows may make it longer than Limits::message: use encodeRows() for these.
void encode(const Message& message, std::string& out);
std::string encode(const Message& message);

/// Strict about what it knows, lenient about new members of a map. Linear.
Result<Message> decode(Bytes input, const Limits& limits = {});

/// Cuts rows into messages of at most Limits::message each (a single row that is longer stands alone), with the first
/// and last flags set. At least one message, also for no rows.
void encodeRows(const Rows& rows, const Limits& limits, const std::function<void(std::string)>& deliver);
void encodeEvents(std::uint64_t id, std::span<const Row> rows, const Limits& limits,
                  const std::function<void(std::string)>& deliver);

} // namespace burrow::monitor
