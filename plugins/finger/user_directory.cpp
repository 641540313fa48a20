// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "user_directory.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <stdexcept>

namespace finger {
namespace {

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool equals(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

bool hasWord(std::string_view name, std::string_view wanted) noexcept {
    while (!name.empty()) {
        const std::size_t end = std::min(name.find(' '), name.size());
        if (equals(name.substr(0, end), wanted))
            return true;
        name.remove_prefix(std::min(end + 1, name.size()));
    }
    return false;
}

std::string readFile(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text(UserDirectory::longestFile + 1, '\0');
    if (path.empty())
        throw std::invalid_argument("users: the name of a file is wanted");
    if (!file || (file.read(text.data(), static_cast<std::streamsize>(text.size())), file.bad()))
        throw std::invalid_argument("users: cannot read " + path);
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > UserDirectory::longestFile)
        throw std::invalid_argument("users: " + path + " is longer than 1 MiB");
    return text;
}

} // namespace

UserDirectory::UserDirectory(const burrow::plugin::Config& config)
    : m_list(config.flag("list", true)), m_verbose(config.flag("verbose", false)) {
    const auto minimumUid = static_cast<unsigned long>(config.number("minimum_uid", 1000));
    const std::string text = readFile(config.text("users"));
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        addLine(rest.substr(0, end), minimumUid);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
}

void UserDirectory::addLine(std::string_view line, unsigned long minimumUid) {
    std::array<std::string_view, 7> parts;
    for (std::string_view& part : parts) {
        const std::size_t end = std::min(line.find(':'), line.size());
        part = line.substr(0, end);
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    unsigned long uid = 0;
    const auto [end, problem] = std::from_chars(parts[2].data(), parts[2].data() + parts[2].size(), uid);
    const bool isNumber = problem == std::errc() && end == parts[2].data() + parts[2].size() && !parts[2].empty();
    // 65534 is "nobody" of passwd(5) on Debian: an account, not a person.
    if (parts[0].empty() || parts[0].front() == '#' || !isNumber || uid < minimumUid || uid == 65534)
        return;
    const std::string_view name = parts[4].substr(0, parts[4].find(','));
    m_users.push_back({std::string(parts[0]), std::string(name), std::string(parts[5]), std::string(parts[6])});
}

std::vector<const User*> UserDirectory::find(std::string_view wanted) const {
    std::vector<const User*> found;
    const auto collect = [&](auto&& matches) {
        for (const User& user : m_users) {
            if (found.size() < mostAnswers && matches(user))
                found.push_back(&user);
        }
    };
    collect([&](const User& user) { return equals(user.login, wanted); });
    if (found.empty())
        collect([&](const User& user) { return hasWord(user.name, wanted); });
    return found;
}

void UserDirectory::describe(burrow::plugin::Fields& fields) const { fields.number("users", m_users.size()); }

} // namespace finger
