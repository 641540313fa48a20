// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/log/log_record.hpp"

#include <string>
#include <string_view>

namespace burrow {

/// Appends text that a peer may have chosen so that it can neither forge a line nor speak to a terminal: UTF-8 stays,
/// except control characters, direction overrides and separators of lines; those, and bytes that are not UTF-8, become
/// \xNN each; a backslash is doubled.
void appendEscaped(std::string& out, std::string_view untrusted);
/// The same inside a JSON string: a program that prints the decoded value prints the escaped text.
void appendJsonEscaped(std::string& out, std::string_view untrusted);

enum class TextStyle : std::uint8_t { Plain, Terminal };
/// One line with its end. Plain: "2026-11-20T21:02:03.000004Z warning http1 #17 request.refused status=400 path=/x".
/// Terminal: local time of day, coloured level.
void appendText(std::string& out, const Log::Record& record, TextStyle style);
/// One JSON object and a line end: {"time":"...","level":"info","module":"http1","conn":17,"event":"...", fields}.
/// A field named like one of those five gets an underscore behind it.
void appendJson(std::string& out, const Log::Record& record);

} // namespace burrow
