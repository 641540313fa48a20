// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace burrow::http {

/// Media type for a file name by its extension, whatever its case; text types come with charset=utf-8.
/// "application/octet-stream" if it is not in the table. The text lives as long as the program.
std::string_view mimeTypeOf(std::string_view fileName) noexcept;

} // namespace burrow::http
