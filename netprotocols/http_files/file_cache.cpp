// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http_files/file_cache.hpp"

#include "netprotocols/http/http_date.hpp"
#include "netprotocols/http/mime_types.hpp"

#include <algorithm>
#include <charconv>
#include <unistd.h>

namespace burrow::http {
namespace {

std::string makeEtag(const OpenedFile& opened) {
    char text[64] = {'"'};
    char* p = text + 1;
    for (const std::uint64_t number :
         {opened.inode, opened.file->size, static_cast<std::uint64_t>(opened.modifiedNs)}) {
        p = std::to_chars(p, text + sizeof text, number, 16).ptr;
        *p++ = '-';
    }
    p[-1] = '"';
    return std::string(text, p);
}

/// Null if the file is too large, or if it shrank since it was opened.
SharedBlock readContent(const FileHandle& file, std::size_t limit) {
    if (file.size == 0 || file.size > limit)
        return nullptr;
    std::string text(file.size, '\0');
    std::size_t have = 0;
    while (have < text.size()) {
        const ssize_t got = ::pread(file.fd.get(), text.data() + have, text.size() - have, static_cast<::off_t>(have));
        if (got <= 0)
            return nullptr;
        have += static_cast<std::size_t>(got);
    }
    return std::make_shared<const std::string>(std::move(text));
}

} // namespace

FileVersion makeVersion(OpenedFile opened, std::string_view path, std::size_t contentBytes, WallTime wall) {
    FileVersion version;
    version.opened = std::move(opened);
    if (!version.opened.file)
        return version;
    version.content = readContent(*version.opened.file, contentBytes);
    version.etag = makeEtag(version.opened);
    // RFC 9110 §8.8.2.1: never later than the answer itself.
    const WallTime modified{
        std::chrono::duration_cast<WallTime::duration>(std::chrono::nanoseconds(version.opened.modifiedNs))};
    version.lastModified = formatHttpDate(std::min(modified, wall));
    version.type = mimeTypeOf(path);
    return version;
}

Result<const FileVersion*> FileCache::find(const FileTree& tree, std::string_view path, TimePoint now, WallTime wall) {
    const auto known = m_byPath.find(path);
    if (known != m_byPath.end()) {
        const Position entry = known->second;
        m_entries.splice(m_entries.begin(), m_entries, entry);
        if (now - entry->checked < m_options.maxAge)
            return &entry->version;
    }
    auto opened = tree.openFile(path);
    if (known != m_byPath.end()) {
        const Position entry = known->second;
        if (opened && opened->isSameAs(entry->version.opened)) {
            entry->checked = now;
            return &entry->version;
        }
        drop(entry);
    }
    if (!opened)
        return fail(std::move(opened.error()));
    FileVersion version = makeVersion(std::move(*opened), path, m_options.contentBytes, wall);
    if (version.opened.isDirectory || m_options.files == 0) {
        m_passing = std::move(version);
        return &m_passing;
    }
    if (m_byPath.size() >= m_options.files)
        drop(std::prev(m_entries.end()));
    m_entries.push_front({std::string(path), std::move(version), now});
    m_byPath.emplace(m_entries.front().path, m_entries.begin());
    return &m_entries.front().version;
}

void FileCache::drop(Position entry) {
    m_byPath.erase(entry->path);
    m_entries.erase(entry);
}

} // namespace burrow::http
