// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/http_files/file_tree.hpp"

#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace burrow::http {

/// What an answer about one file needs, made once per version of the file.
struct FileVersion {
    OpenedFile opened;
    SharedBlock content; ///< the whole of a small file: one copy instead of sendfile's extra system call
    std::string etag;    ///< strong: inode, size and modification time in nanoseconds
    std::string lastModified;
    std::string_view type; ///< of the table or of the options, which live longer

    std::uint64_t size() const noexcept { return opened.file ? opened.file->size : 0; }
};

/// The files that one loop served lately, by path. An entry is believed for `maxAge`, then the disk is asked again; an
/// unchanged file keeps its descriptor. Least recently used goes first. Thread: loop.
class FileCache {
public:
    struct Options {
        std::size_t files = 256;                   ///< descriptors that one loop keeps open
        std::size_t contentBytes = 32 * 1024;      ///< files up to this size are kept in memory
        Duration maxAge = std::chrono::seconds(1); ///< how long a change may go unnoticed
    };
    explicit FileCache(const Options& options) : m_options(options) {}

    /// The version valid at `now`. Directories are not kept. Valid until the next call.
    Result<const FileVersion*> find(const FileTree& tree, std::string_view path, TimePoint now, WallTime wall);
    std::size_t size() const noexcept { return m_byPath.size(); }

private:
    struct Entry {
        std::string path;
        FileVersion version;
        TimePoint checked;
    };
    using Position = std::list<Entry>::iterator;

    void drop(Position entry);

    Options m_options;
    std::list<Entry> m_entries;                              ///< last used first
    std::unordered_map<std::string_view, Position> m_byPath; ///< keys are views of Entry::path
    FileVersion m_passing;                                   ///< what is not kept
};

/// A version of what was opened; reads the content of a file of at most `contentBytes`.
FileVersion makeVersion(OpenedFile opened, std::string_view path, std::size_t contentBytes, WallTime wall);

} // namespace burrow::http
