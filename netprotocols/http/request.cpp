// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http/request.hpp"

#include "netprotocols/http/exchange.hpp"

namespace burrow::http {
namespace {

int hexDigit(char c) noexcept {
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool appendDecoded(std::string_view segment, std::string& to) {
    for (std::size_t i = 0; i < segment.size(); ++i) {
        if (segment[i] != '%') {
            to.push_back(segment[i]);
            continue;
        }
        if (i + 2 >= segment.size())
            return false;
        const int high = hexDigit(segment[i + 1]), low = hexDigit(segment[i + 2]);
        if (high < 0 || low < 0)
            return false;
        const char decoded = static_cast<char>(high << 4 | low);
        if (decoded == '\0')
            return false;
        if (decoded == '/')
            to.append("%2F"); // a separator that came encoded is part of its segment
        else
            to.push_back(decoded);
        i += 2;
    }
    return true;
}

} // namespace

std::optional<std::string_view> decodePath(std::string_view raw, std::string& storage) {
    if (raw == "/" || (raw.find('%') == raw.npos && (raw.find('.') == raw.npos || raw.find("/.") == raw.npos)))
        return raw;
    storage.clear();
    std::size_t at = 0;
    bool endsOpen = false; // a removed last segment leaves its slash (RFC 3986 §5.2.4)
    while (at < raw.size()) {
        const std::size_t begin = raw[at] == '/' ? at + 1 : at;
        const std::size_t end = std::min(raw.find('/', begin), raw.size());
        const std::size_t before = storage.size();
        storage.push_back('/');
        if (!appendDecoded(raw.substr(begin, end - begin), storage))
            return std::nullopt;
        const std::string_view segment = std::string_view(storage).substr(before + 1);
        endsOpen = segment == "." || segment == "..";
        if (segment == "..") {
            const std::size_t parent = before == 0 ? 0 : storage.rfind('/', before - 1);
            storage.resize(parent == std::string::npos ? 0 : parent);
        } else if (endsOpen) {
            storage.resize(before);
        }
        at = end;
    }
    if (endsOpen || storage.empty())
        storage.push_back('/');
    return storage;
}

std::string_view Request::param(std::string_view name) const noexcept {
    for (std::size_t i = 0; i < m_parts.paramCount; ++i) {
        if (m_parts.params[i].name == name)
            return m_parts.params[i].value;
    }
    return {};
}

std::optional<std::string_view> Request::field(std::string_view name) const noexcept {
    for (const FieldView& field : m_parts.fields) {
        if (equalsIgnoreCase(field.name, name))
            return field.value;
    }
    return std::nullopt;
}

const Fields& Request::trailers() const noexcept {
    static const Fields none;
    return m_parts.trailers ? *m_parts.trailers : none;
}

std::stop_token Request::gone() const { return m_parts.backend ? m_parts.backend->gone() : std::stop_token(); }

OwnedRequest Request::own() const {
    OwnedRequest owned;
    owned.method = methodText();
    owned.target = target();
    owned.fields = Fields(fields());
    owned.body = bodyText();
    owned.trailers = trailers();
    owned.host = host();
    owned.path = path();
    owned.query = query();
    for (std::size_t i = 0; i < m_parts.paramCount; ++i)
        owned.params.emplace_back(m_parts.params[i].name, m_parts.params[i].value);
    owned.peer = m_parts.peer.address;
    owned.connection = m_parts.peer.connection;
    return owned;
}

std::string_view OwnedRequest::param(std::string_view name) const noexcept {
    for (const auto& [key, value] : params) {
        if (key == name)
            return value;
    }
    return {};
}

} // namespace burrow::http
