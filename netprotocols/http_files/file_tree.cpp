// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http_files/file_tree.hpp"

#include <cerrno>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace burrow::http {
namespace {

// A FIFO or device must not make the loop wait; what is not a regular file is refused after fstat().
constexpr int openFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
/// openat2() gives EAGAIN while somebody renames beneath the root.
constexpr int renameRetries = 8;

Error openError(int number) noexcept {
    switch (number) {
    case EMFILE:
    case ENFILE:
    case ENOMEM: return Error(ErrorKind::Overloaded, systemErrors, number);
    case EACCES:
    case EPERM: return Error(ErrorKind::Security, systemErrors, number);
    default: return Error(ErrorKind::Unresolved, systemErrors, number); // EXDEV, ELOOP: it would have led outside
    }
}

} // namespace

Result<FileTree> FileTree::open(const std::string& root, LinkPolicy links, Resolution resolution) {
    Fd fd(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!fd)
        return fail(Error::fromErrno(errno, "folder " + root));
    return FileTree(std::move(fd), links, resolution);
}

Fd FileTree::openBeneath(const std::string& path) const noexcept {
    struct ::open_how how {};
    how.flags = openFlags;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    if (m_links == LinkPolicy::Refuse)
        how.resolve |= RESOLVE_NO_SYMLINKS;
    for (int attempt = 0;; ++attempt) {
        const long fd = ::syscall(SYS_openat2, m_root.get(), path.c_str(), &how, sizeof how);
        if (fd >= 0 || errno != EAGAIN || attempt == renameRetries)
            return Fd(static_cast<int>(fd));
    }
}

Fd FileTree::openStepwise(const std::string& path) const noexcept {
    Fd folder;
    int at = m_root.get();
    std::size_t begin = 0;
    for (std::size_t slash; (slash = path.find('/', begin)) != path.npos; begin = slash + 1) {
        const std::string step = path.substr(begin, slash - begin);
        if (step == ".." || step.empty()) {
            errno = EXDEV;
            return {};
        }
        Fd next(::openat(at, step.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (!next)
            return {};
        folder = std::move(next);
        at = folder.get();
    }
    const std::string last = path.substr(begin);
    if (last == "..") {
        errno = EXDEV;
        return {};
    }
    return Fd(::openat(at, last.empty() ? "." : last.c_str(), openFlags | O_NOFOLLOW));
}

Result<OpenedFile> FileTree::openFile(std::string_view relative) const {
    if (relative.starts_with('/') || relative.find('\0') != relative.npos)
        return fail(openError(ENOENT));
    const std::string path = relative.empty() ? "." : std::string(relative);
    Fd fd;
    if (m_resolution == Resolution::Kernel)
        fd = openBeneath(path);
    if (!fd && (m_resolution == Resolution::Stepwise || errno == ENOSYS || errno == EPERM))
        fd = openStepwise(path); // an old kernel, or a filter of system calls
    if (!fd)
        return fail(openError(errno));
    struct ::stat facts {};
    if (::fstat(fd.get(), &facts) != 0)
        return fail(openError(errno));
    OpenedFile opened;
    opened.isDirectory = S_ISDIR(facts.st_mode);
    opened.inode = facts.st_ino;
    opened.modifiedNs = std::int64_t{facts.st_mtim.tv_sec} * 1'000'000'000 + facts.st_mtim.tv_nsec;
    if (opened.isDirectory)
        return opened;
    if (!S_ISREG(facts.st_mode))
        return fail(openError(ENOENT));
    auto handle = std::make_shared<FileHandle>();
    handle->fd = std::move(fd);
    handle->size = static_cast<std::uint64_t>(facts.st_size);
    opened.file = std::move(handle);
    return opened;
}

} // namespace burrow::http
