// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/monitor/monitor_client.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <unistd.h>

namespace burrow::monitor {
namespace {

constexpr std::string_view systemFolder = "/run/burrow";
constexpr std::string_view socketName = "monitor.sock";

std::string userFolder() {
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    if (runtime && runtime[0] == '/') // anything else must be ignored, says the XDG Base Directory Specification
        return std::string(runtime) + "/burrow";
    // A login shell by su or sudo has no variable, but the folder is there.
    std::string folder = "/run/user/" + std::to_string(::getuid());
    std::error_code failed;
    return std::filesystem::is_directory(folder, failed) ? folder + "/burrow" : std::string();
}

} // namespace

std::vector<std::string> socketFolders() {
    std::vector<std::string> folders;
    if (std::string own = userFolder(); !own.empty())
        folders.push_back(std::move(own));
    folders.emplace_back(systemFolder);
    return folders;
}

std::vector<FoundSocket> findSockets(const std::vector<std::string>& folders) {
    namespace fs = std::filesystem;
    std::vector<FoundSocket> found;
    for (const std::string& folder : folders) {
        const auto first = static_cast<std::ptrdiff_t>(found.size());
        std::error_code failed;
        for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed)) {
            const fs::path socket = entry->path() / socketName;
            std::error_code unreadable;
            // A folder that may not be searched may hold a socket: connecting tells that permission is missing.
            if (fs::is_socket(socket, unreadable) || unreadable == std::errc::permission_denied)
                found.push_back({entry->path().filename().string(), socket.string()});
        }
        std::sort(found.begin() + first, found.end(),
                  [](const FoundSocket& a, const FoundSocket& b) { return a.instance < b.instance; });
    }
    return found;
}

std::vector<FoundSocket> findSockets() { return findSockets(socketFolders()); }

Result<std::string> socketOf(std::string_view instance) {
    if (instance.empty() || instance.front() == '.' || instance.find('/') != instance.npos)
        return fail(Error::misuse("instance \"" + std::string(instance) + "\""));
    const std::string system = std::string(systemFolder) + '/' + std::string(instance);
    if (::access(system.c_str(), W_OK | X_OK) == 0)
        return system + '/' + std::string(socketName);
    const std::string own = userFolder();
    if (!own.empty())
        return own + '/' + std::string(instance) + '/' + std::string(socketName);
    return fail(Error::fromErrno(ENOENT, "no folder for the monitor socket: neither " + system +
                                             " nor $XDG_RUNTIME_DIR"));
}

} // namespace burrow::monitor
