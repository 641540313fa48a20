// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/plugin_host/plugin_file.hpp"

#include "netcore/base/bytes.hpp"
#include "netcore/base/fd.hpp"
#include "netprotocols/plugin_host/elf_check.hpp"
#include "netprotocols/plugin_host/plugin_error.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace burrow::plugin_host {
namespace {

constexpr const char* entryName = "burrow_plugin_entry";

std::unexpected<Error> refuse(PluginError code, ErrorKind kind = ErrorKind::Incompatible) {
    return fail(pluginError(code, kind));
}

Result<void> checkFile(int fd, struct ::stat& facts) {
    if (::fstat(fd, &facts) != 0)
        return refuse(PluginError::FileUnreadable, ErrorKind::System);
    if (!S_ISREG(facts.st_mode))
        return refuse(PluginError::NotARegularFile, ErrorKind::Misuse);
    if ((facts.st_mode & S_IWOTH) != 0)
        return refuse(PluginError::WritableByOthers, ErrorKind::Security);
    if (facts.st_uid != 0 && facts.st_uid != ::geteuid())
        return refuse(PluginError::ForeignOwner, ErrorKind::Security);
    if (static_cast<std::uint64_t>(facts.st_size) > longestPluginFile)
        return refuse(PluginError::FileTooLong, ErrorKind::Limit);
    return {};
}

Result<void> checkBytes(int fd, std::size_t size) {
    std::vector<std::byte> bytes(size);
    std::size_t filled = 0;
    while (filled < size) {
        const ::ssize_t got = ::pread(fd, bytes.data() + filled, size - filled, static_cast<::off_t>(filled));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return refuse(PluginError::FileUnreadable, ErrorKind::System);
        if (got == 0)
            break; // it became shorter meanwhile: what is there is judged
        filled += static_cast<std::size_t>(got);
    }
    return checkElf(Bytes(bytes.data(), filled), entryName);
}

Result<const burrow_plugin*> enter(const std::string& path) {
    // Without a slash the linker would search its own folders and find another file than the one that was checked.
    const std::string name = path.find('/') == path.npos ? "./" + path : path;
    void* const object = ::dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!object) {
        const char* reason = ::dlerror();
        std::string text = reason ? reason : "no reason given";
        if (text.starts_with(name + ": "))
            text.erase(0, name.size() + 2);
        return fail(pluginError(PluginError::LinkerRefused).about(std::move(text)));
    }
    void* const symbol = ::dlsym(object, entryName);
    if (!symbol)
        return refuse(PluginError::SymbolMissing);
    decltype(&burrow_plugin_entry) entry = nullptr;
    static_assert(sizeof entry == sizeof symbol);
    std::memcpy(&entry, &symbol, sizeof entry);
    return entry(BURROW_ABI_MAJOR, BURROW_ABI_MINOR);
}

Result<PluginTable> load(const std::string& path) {
    // O_NONBLOCK: the open of a pipe must not wait for a writer.
    const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file)
        return errno == ENOENT || errno == ENOTDIR ? refuse(PluginError::FileMissing, ErrorKind::Misuse)
                                                   : refuse(PluginError::FileUnreadable, ErrorKind::System);
    struct ::stat facts {};
    if (auto checked = checkFile(file.get(), facts); !checked)
        return std::unexpected(checked.error());
    if (auto checked = checkBytes(file.get(), static_cast<std::size_t>(facts.st_size)); !checked)
        return std::unexpected(checked.error());
    BURROW_TRY(const burrow_plugin* const plugin, enter(path));
    return readPluginTable(plugin);
}

} // namespace

Result<PluginTable> loadPluginFile(const std::string& path) {
    auto table = load(path);
    if (!table)
        return fail(Error(table.error()).about(path));
    return table;
}

Result<PluginReport> checkPlugin(const std::string& path) {
    BURROW_TRY(const PluginTable table, loadPluginFile(path));
    PluginReport report{.file = path, .id = table.id, .version = table.version, .abiMajor = table.abiMajor,
                        .abiMinor = table.abiMinor, .absent = table.absent()};
    for (const PluginKind kind : table.kinds())
        report.kinds.emplace_back(nameOf(kind));
    return report;
}

} // namespace burrow::plugin_host
