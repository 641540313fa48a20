// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <burrow/plugin.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace finger {

struct User {
    std::string login, name, home, shell;
};

/// The users that may be told, read once from the configured file. Thread: immutable.
class UserDirectory {
public:
    /// Throws with a sentence if the file cannot be read or is too long.
    explicit UserDirectory(const burrow::plugin::Config& config);

    const std::vector<User>& all() const noexcept { return m_users; }
    /// Users with this login, else those with this word in their name; without case (RFC 1288 §2.5.1).
    std::vector<const User*> find(std::string_view wanted) const;
    bool mayList() const noexcept { return m_list; }
    bool isVerbose() const noexcept { return m_verbose; }
    void describe(burrow::plugin::Fields& fields) const;

    static constexpr std::size_t longestFile = 1024 * 1024; ///< bytes: some 15 000 users
    static constexpr std::size_t mostAnswers = 1000;        ///< users in one answer

private:
    void addLine(std::string_view line, unsigned long minimumUid);

    std::vector<User> m_users;
    bool m_list, m_verbose;
};

} // namespace finger
