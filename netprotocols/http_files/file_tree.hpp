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

enum class Resolution : std::uint8_t {
    Kernel,   ///< openat2(2), and step by step where the kernel or a sandbox does not have it
    Stepwise, ///< never openat2(2)
};

/// A folder of which nothing outside can be reached: openat2(2) with RESOLVE_BENEATH, or, where the kernel or a sandbox
/// has no such call, one openat(2) per component, which follows no links. Thread: any; open() blocks on the disk.
class FileTree {
public:
    static Result<FileTree> open(const std::string& root, LinkPolicy links, Resolution resolution = Resolution::Kernel);

    /// `relative` has no leading slash; empty is the root itself. Unresolved: there is no such regular file or
    /// directory, or it lies outside. Security: not readable. Overloaded: no descriptors left.
    Result<OpenedFile> openFile(std::string_view relative) const;

private:
    FileTree(Fd root, LinkPolicy links, Resolution resolution) noexcept
        : m_root(std::move(root)), m_links(links), m_resolution(resolution) {}
    Fd openBeneath(const std::string& path) const noexcept;
    Fd openStepwise(const std::string& path) const noexcept;

    Fd m_root;
    LinkPolicy m_links;
    Resolution m_resolution;
};

} // namespace burrow::http
