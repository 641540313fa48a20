// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// The finger protocol (RFC 1288): a stream handler in C++ with configuration.
#include "finger_query.hpp"
#include "user_directory.hpp"

#include <burrow/plugin.hpp>

namespace finger {
namespace {

using burrow::plugin::View;

/// §3.3: a name from a file must not steer the reader's terminal; bytes above ASCII (UTF-8 names) stay.
void appendPlain(std::string& out, std::string_view text) {
    for (const char c : text)
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c;
}

void appendRow(std::string& out, std::string_view label, std::string_view value) {
    if (value.empty())
        return;
    out += label;
    appendPlain(out, value);
    out += "\r\n";
}

class Finger final : public burrow::plugin::Session {
public:
    using Settings = UserDirectory;

    void opened() override { setTimeout(std::chrono::seconds(30)); } // a question is one line: who needs longer is idle

    std::size_t receive(View in) override {
        const std::size_t end = in.find('\n');
        if (end > longestQuery && in.size() > longestQuery)
            return fail(Limit, "a query longer than 512 bytes");
        if (end == in.npos)
            return 0;
        View line = in.substr(0, end);
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        write(answer(parseQuery(line)));
        finish();
        return in.size(); // one question for each connection (§2.1); what follows it is nobody's
    }

private:
    std::string answer(const Query& query) const {
        const auto& users = settings<UserDirectory>();
        switch (query.kind) {
        case Query::Kind::Forward: return "Finger forwarding service denied\r\n"; // §3.2.1
        case Query::Kind::List: return users.mayList() ? list(users) : "Finger online user list denied\r\n"; // §3.2.2
        case Query::Kind::User: break;
        }
        std::string text;
        for (const User* user : users.find(query.user))
            appendUser(text, *user, query.verbose && users.isVerbose());
        if (!text.empty())
            return text;
        appendPlain(text, query.user);
        return text += ": no such user\r\n";
    }
    static std::string list(const UserDirectory& users) {
        if (users.all().empty())
            return "No users\r\n";
        std::string text = "Login            Name\r\n";
        std::size_t left = UserDirectory::mostAnswers;
        for (const User& user : users.all()) {
            if (left-- == 0)
                return text += "...\r\n";
            appendPlain(text, user.login);
            text.append(user.login.size() < 16 ? 17 - user.login.size() : 1, ' ');
            appendPlain(text, user.name);
            text += "\r\n";
        }
        return text;
    }
    static void appendUser(std::string& text, const User& user, bool verbose) {
        appendRow(text, "Login: ", user.login);
        appendRow(text, "Name: ", user.name);
        if (verbose) {
            appendRow(text, "Directory: ", user.home);
            appendRow(text, "Shell: ", user.shell);
        }
    }
};

} // namespace
} // namespace finger

BURROW_PLUGIN("burrow.finger", "1.0.0", finger::Finger)
