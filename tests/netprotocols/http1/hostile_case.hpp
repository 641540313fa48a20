// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hostile {

/// Bytes that a server must not take, and what it does with them. The first answer carries `status` and, from 400 on,
/// the connection closes behind it; no case may reach the handler of /admin.
/// Statuses below 400 mean that the oddity is harmless: it must be answered so, and must not be obeyed.
/// 401: the path /early, whose handler answers at once without reading a body. 500: the path /reflect, whose
/// handler puts the decoded query into a response field. Both are well-formed requests for the parser.
struct HostileCase {
    std::string requirement; ///< "H1-05"
    std::string name;
    std::string bytes;
    int status = 400;
    bool closeOnly = false; ///< no answer, only a close
};

using Cases = std::vector<HostileCase>;

class Family {
public:
    Family(Cases& cases, std::string requirement) : m_cases(cases), m_requirement(std::move(requirement)) {}
    void add(std::string_view name, std::string bytes, int status = 400) {
        m_cases.push_back({m_requirement, std::string(name), std::move(bytes), status, false});
    }

private:
    Cases& m_cases;
    std::string m_requirement;
};

/// What is readable of some bytes, for names of cases.
inline std::string shown(std::string_view bytes) {
    std::string text;
    for (const char c : bytes.substr(0, 48)) {
        const auto u = static_cast<unsigned char>(c);
        constexpr char digits[] = "0123456789abcdef";
        if (u >= 0x20 && u < 0x7F)
            text += c;
        else
            text += std::string("\\x") + digits[u >> 4] + digits[u & 15];
    }
    return text + (bytes.size() > 48 ? "..." : "");
}

inline std::string withFields(std::string_view fields, std::string_view line = "GET / HTTP/1.1") {
    return std::string(line) + "\r\nHost: a\r\n" + std::string(fields) + "\r\n";
}
inline std::string withLine(std::string_view line) { return withFields("", line); }
inline std::string post(std::string_view fields, std::string_view body = "", std::string_view target = "/") {
    return "POST " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n" +
           std::string(body);
}
inline std::string chunked(std::string_view body, std::string_view target = "/") {
    return post("Transfer-Encoding: chunked\r\n", body, target);
}
/// What nobody may execute.
inline const std::string admin = "GET /admin HTTP/1.1\r\nHost: a\r\n\r\n";

using std::string_literals::operator""s;

} // namespace hostile
