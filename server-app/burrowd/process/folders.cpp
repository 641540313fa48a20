// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowd/process/folders.hpp"

#include <cstdlib>
#include <pwd.h>
#include <unistd.h>

namespace burrow::daemon {

std::string stateFolder(const ServerConfig& config) {
    if (!config.stateFolder.path.empty())
        return config.stateFolder.path;
    if (const char* state = std::getenv("STATE_DIRECTORY"); state && *state) {
        const std::string folders = state; // a list, if the unit has several
        return folders.substr(0, folders.find(':'));
    }
    if (const char* state = std::getenv("XDG_STATE_HOME"); state && *state == '/')
        return std::string(state) + "/burrow";
    if (const char* home = std::getenv("HOME"); home && *home == '/')
        return std::string(home) + "/.local/state/burrow";
    const passwd* user = ::getpwuid(::getuid());
    return std::string(user && user->pw_dir ? user->pw_dir : "/var/lib/burrow") + "/.local/state/burrow";
}

} // namespace burrow::daemon
