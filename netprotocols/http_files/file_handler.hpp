// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netcore/base/time.hpp"
#include "netprotocols/http/router.hpp"
#include "netprotocols/http_files/file_tree.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace burrow::http {

struct FilesOptions {
    std::string index = "index.html"; ///< answers for a folder; empty: a folder is 404
    bool hiddenFiles = false;         ///< names that begin with a dot
    LinkPolicy links = LinkPolicy::Beneath;
    std::string cacheControl; ///< "max-age=3600"; empty: no such field
    bool noSniff = true;      ///< "X-Content-Type-Options: nosniff"
    /// Extension with its dot, in lower case, and media type; looked at before the built-in table.
    std::vector<std::pair<std::string, std::string>> types;
    std::size_t cachedFiles = 256;               ///< descriptors that each loop keeps open; 0: none
    std::size_t cachedBytes = 32 * 1024;         ///< a file up to this size is kept in memory with it
    Duration cacheAge = std::chrono::seconds(1); ///< how long a change on disk may go unnoticed
};

/// Serves the folder `root` under `prefix` ("/", "/static/") to GET and HEAD: index, media type, strong ETag,
/// Last-Modified, conditional requests, one byte range, sendfile for what is not small. Nothing outside the folder can
/// be reached, whatever the path; everything that is not a plain file name is 404.
/// Error: the folder cannot be opened, or the prefix does not begin and end with '/'.
///
///     http::Router router;
///     if (auto served = http::files(router, "/", "./www"); !served)
///         return complain(served.error());
Result<void> files(Router& router, std::string_view prefix, const std::string& root, FilesOptions options = {});

} // namespace burrow::http
