// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netcore/base/fd.hpp"
#include "netcore/base/time.hpp"
#include "netcore/buffer/output_queue.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace burrow::http {

/// One opened regular file, or the fact that there is a directory.
struct OpenedFile {
    std::shared_ptr<const FileHandle> file; ///< null for a directory
    std::uint64_t inode = 0;
    std::int64_t modifiedNs = 0; ///< since 1970
    bool isDirectory = false;

    bool isSameAs(const OpenedFile& other) const noexcept {
        return file && other.file && inode == other.inode && modifiedNs == other.modifiedNs &&
               file->size == other.file->size;
    }
};

enum class LinkPolicy : std::uint8_t {
    Beneath, ///< symbolic links are followed as long as they stay beneath the root
    Refuse,  ///< no component may be a symbolic link
};

/// A folder of which nothing outside can be reached: openat2(2) with RESOLVE_BENEATH, or, where the kernel or a sandbox
/// has no such call, one openat(2) per component, which follows no links. Thread: any; open() blocks on the disk.
class FileTree {
public:
    static Result<FileTree> open(const std::string& root, LinkPolicy links);

    /// `relative` has no leading slash; empty is the root itself. Unresolved: there is no such regular file or
    /// directory, or it lies outside. Security: not readable. Overloaded: no descriptors left.
    Result<OpenedFile> openFile(std::string_view relative) const;

private:
    FileTree(Fd root, LinkPolicy links) noexcept : m_root(std::move(root)), m_links(links) {}
    Fd openBeneath(const std::string& path) const noexcept;
    Fd openStepwise(const std::string& path) const noexcept;

    Fd m_root;
    LinkPolicy m_links;
};

} // namespace burrow::http
