// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/codec/cbor.hpp"
#include "netprotocols/monitor/messages.hpp"
#include "netprotocols/monitor/monitor_wire.hpp"

#include <type_traits>

/// How each type of member stands in CBOR, written and read. Private to monitor_wire.
namespace burrow::monitor::wire {

template <class T>
concept Enumeration = std::is_enum_v<T>;

template <Enumeration T> constexpr std::uint64_t enumSize = 0;
template <> constexpr std::uint64_t enumSize<GapCause> = 4;
template <> constexpr std::uint64_t enumSize<Verb> = 4;
template <> constexpr std::uint64_t enumSize<ByeCode> = 4;

inline void put(cbor::Writer& out, std::uint64_t value) { out.number(value); }
inline void put(cbor::Writer& out, bool value) { out.boolean(value); }
inline void put(cbor::Writer& out, const std::string& value) { out.text(value); }
template <Enumeration T> void put(cbor::Writer& out, T value) { out.number(static_cast<std::uint64_t>(value)); }

inline void put(cbor::Writer& out, const Value& value) {
    switch (value.index()) {
    case 0: out.null(); return;
    case 1: out.boolean(std::get<1>(value)); return;
    case 2: out.number(std::get<2>(value)); return;
    case 3: out.real(std::get<3>(value)); return;
    default: out.text(std::get<4>(value)); return;
    }
}

/// [key, cell, cell, ...]
inline void put(cbor::Writer& out, const Row& row) {
    out.array(row.cells.size() + 1).number(row.key);
    for (const Value& cell : row.cells)
        put(out, cell);
}

/// [key, position, cell, position, cell, ...]
inline void put(cbor::Writer& out, const RowPatch& patch) {
    out.array(patch.cells.size() * 2 + 1).number(patch.key);
    for (const auto& [position, cell] : patch.cells) {
        out.number(position);
        put(out, cell);
    }
}

template <class T> void put(cbor::Writer& out, const std::vector<T>& list) {
    out.array(list.size());
    for (const T& item : list)
        put(out, item);
}

inline std::unexpected<Error> invalid(const cbor::Reader& in, MonitorError code = MonitorError::InvalidMember) {
    return fail(Error(ErrorKind::PeerFault, monitorErrors, static_cast<int>(code),
                      static_cast<std::uint32_t>(in.offset())));
}

inline Result<void> get(cbor::Reader& in, std::uint64_t& into) {
    BURROW_TRY(into, in.readUnsigned());
    return {};
}
inline Result<void> get(cbor::Reader& in, bool& into) {
    BURROW_TRY(into, in.readBool());
    return {};
}
inline Result<void> get(cbor::Reader& in, std::string& into) {
    BURROW_TRY(const std::string_view text, in.readText());
    into.assign(text);
    return {};
}
template <Enumeration T> Result<void> get(cbor::Reader& in, T& into) {
    BURROW_TRY(const std::uint64_t value, in.readUnsigned());
    if (value >= enumSize<T>)
        return invalid(in);
    into = static_cast<T>(value);
    return {};
}

inline Result<void> get(cbor::Reader& in, Value& into) {
    BURROW_TRY(const cbor::Item item, in.next());
    switch (item.kind) {
    case cbor::Kind::Null: into = std::monostate(); return {};
    case cbor::Kind::Bool: into = item.number != 0; return {};
    case cbor::Kind::Unsigned: into = item.number; return {};
    case cbor::Kind::Real: into = item.real; return {};
    case cbor::Kind::Text: into = std::string(item.text); return {};
    default: return invalid(in);
    }
}

inline Result<void> get(cbor::Reader& in, Row& into) {
    BURROW_TRY(const std::size_t size, in.readArray());
    if (size == 0)
        return invalid(in);
    BURROW_TRY(into.key, in.readUnsigned());
    into.cells.resize(size - 1);
    for (Value& cell : into.cells) {
        if (auto done = get(in, cell); !done)
            return done;
    }
    return {};
}

inline Result<void> get(cbor::Reader& in, RowPatch& into) {
    BURROW_TRY(const std::size_t size, in.readArray());
    if (size % 2 == 0)
        return invalid(in);
    BURROW_TRY(into.key, in.readUnsigned());
    into.cells.resize(size / 2);
    for (auto& [position, cell] : into.cells) {
        BURROW_TRY(position, in.readUnsigned());
        if (auto done = get(in, cell); !done)
            return done;
    }
    return {};
}

template <class T> Result<void> get(cbor::Reader& in, std::vector<T>& into) {
    BURROW_TRY(const std::size_t size, in.readArray()); // at most the bytes that follow
    into.clear();
    for (std::size_t i = 0; i != size; ++i) {
        if (auto done = get(in, into.emplace_back()); !done)
            return done;
    }
    return {};
}

/// Writes members as the rest of a map whose head is made at the end, when their number is known.
class MemberWriter {
public:
    template <class T> void operator()(std::string_view name, const T& member) {
        if constexpr (std::equality_comparable<T>) {
            if (member == T{})
                return;
        } else if constexpr (requires { member.empty(); }) {
            if (member.empty())
                return;
        }
        always(name, member);
    }
    /// Also with its default value: for a member whose default is not zero.
    template <class T> void always(std::string_view name, const T& member) {
        ++m_pairs;
        m_writer.text(name);
        put(m_writer, member);
    }
    std::size_t pairs() const noexcept { return m_pairs; }
    const std::string& body() const noexcept { return m_body; }

private:
    std::string m_body;
    cbor::Writer m_writer{m_body};
    std::size_t m_pairs = 0;
};

/// Reads the member that the reader stands at; `name` picks it among all members that the message offers.
class MemberReader {
public:
    MemberReader(cbor::Reader& in, std::string_view name, std::uint64_t& seen) : m_in(in), m_name(name), m_seen(seen) {}
    template <class T> void operator()(std::string_view name, T& member) {
        const std::uint64_t bit = std::uint64_t{1} << m_index++;
        if (m_found || name != m_name)
            return;
        m_found = true;
        m_result = (m_seen & bit) != 0 ? invalid(m_in, MonitorError::DuplicateMember) : get(m_in, member);
        m_seen |= bit;
    }
    template <class T> void always(std::string_view name, T& member) { (*this)(name, member); }
    bool isFound() const noexcept { return m_found; }
    Result<void> take() { return std::move(m_result); }

private:
    cbor::Reader& m_in;
    std::string_view m_name;
    std::uint64_t& m_seen;
    unsigned m_index = 0;
    bool m_found = false;
    Result<void> m_result;
};

} // namespace burrow::monitor::wire
