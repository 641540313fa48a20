// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/log/log_record.hpp"

#include <algorithm>
#include <cstring>

namespace burrow {

namespace {

// Words of a record: number · size (8 bits), fields, level, module, cut (8 bits each), length of the event (16) ·
// time in ns · connection · event. Each field: its name · length of the name (16 bits), kind (8), length of the text
// (32) · number, or the text padded to words.
constexpr std::size_t fieldHeadWords = 2;

std::uint64_t toWord(const char* literal) noexcept { return reinterpret_cast<std::uintptr_t>(literal); }
const char* toLiteral(std::uint64_t word) noexcept {
    return reinterpret_cast<const char*>(static_cast<std::uintptr_t>(word));
}
constexpr std::size_t wordsFor(std::size_t bytes) noexcept { return (bytes + 7) / 8; }

std::string_view recordedText(const LogField& field) noexcept {
    return isSecretName(field.name) ? std::string_view("[redacted]") : field.text;
}

/// Cuts before a character that would be torn.
std::string_view cutText(std::string_view text, std::size_t most) noexcept {
    if (text.size() <= most)
        return text;
    std::size_t end = most;
    while (end > 0 && most - end < 3 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    return text.substr(0, end);
}

} // namespace

std::size_t encodeRecord(std::span<std::uint64_t, LogRing::maxWords> into, WallTime time, LogModule module,
                         LogLevel level, ConnectionId id, std::string_view event,
                         std::initializer_list<LogField> fields) noexcept {
    // What all fields need beside their texts; fields that do not even fit so are left out.
    std::size_t fixedWords = Log::Record::headWords;
    std::size_t textsLeft = 0;
    unsigned count = 0;
    for (const LogField& field : fields) {
        const std::size_t need = fieldHeadWords + (field.kind == LogField::Kind::Text ? 0 : 1);
        if (fixedWords + need > into.size())
            break;
        fixedWords += need;
        textsLeft += field.kind == LogField::Kind::Text;
        ++count;
    }
    bool isCut = count < fields.size();
    std::size_t textWordsLeft = into.size() - fixedWords;

    std::size_t at = Log::Record::headWords;
    for (const LogField& field : std::span(fields.begin(), count)) {
        std::uint64_t* head = &into[at];
        at += fieldHeadWords;
        head[0] = toWord(field.name.data());
        head[1] = std::min<std::size_t>(field.name.size(), 0xFFFF) | std::uint64_t(field.kind) << 16;
        if (field.kind != LogField::Kind::Text) {
            into[at++] = field.number;
            continue;
        }
        // A long text takes its share only, so that the texts behind it are not starved.
        const std::string_view whole = recordedText(field);
        const std::string_view text = cutText(whole, textWordsLeft / textsLeft * 8);
        isCut |= text.size() < whole.size();
        head[1] |= std::uint64_t(text.size()) << 32;
        const std::size_t words = wordsFor(text.size());
        if (words > 0) {
            into[at + words - 1] = 0;
            std::memcpy(&into[at], text.data(), text.size());
        }
        at += words;
        textWordsLeft -= words;
        --textsLeft;
    }
    into[1] = std::uint64_t(count) << 8 | std::uint64_t(level) << 16 | std::uint64_t(module) << 24 |
              std::uint64_t(isCut) << 32 | std::min<std::uint64_t>(event.size(), 0xFFFF) << 48;
    into[2] = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count());
    into[3] = toNumber(id);
    into[4] = toWord(event.data());
    return at;
}

void decodeRecord(Log::Record& record) noexcept {
    const auto& words = record.words;
    record.fieldCount = static_cast<std::uint8_t>(words[1] >> 8);
    record.level = static_cast<LogLevel>((words[1] >> 16) & 0xFF);
    record.module = static_cast<LogModule>((words[1] >> 24) & 0xFF);
    record.isCut = (words[1] >> 32) & 1;
    record.time = WallTime(std::chrono::duration_cast<WallTime::duration>(std::chrono::nanoseconds(words[2])));
    record.connection = static_cast<ConnectionId>(words[3]);
    record.event = {toLiteral(words[4]), static_cast<std::size_t>(words[1] >> 48)};
}

std::optional<LogField> Log::Record::FieldReader::next() noexcept {
    if (m_given == m_record->fieldCount)
        return std::nullopt;
    if (m_given++ == 0)
        m_word = headWords;
    const std::uint64_t* head = &m_record->words[m_word];
    m_word += fieldHeadWords;
    LogField field({toLiteral(head[0]), static_cast<std::size_t>(head[1] & 0xFFFF)}, std::string_view());
    field.kind = static_cast<LogField::Kind>((head[1] >> 16) & 0xFF);
    if (field.kind == LogField::Kind::Text) {
        const std::size_t size = head[1] >> 32;
        field.text = {reinterpret_cast<const char*>(&m_record->words[m_word]), size};
        m_word += wordsFor(size);
    } else {
        field.number = m_record->words[m_word++];
    }
    return field;
}

bool isSecretName(std::string_view name) noexcept {
    constexpr std::string_view secrets[] = {"authorization", "cookie",  "set-cookie", "proxy-authorization",
                                            "password",      "secret",  "token",      "proxy-authenticate",
                                            "api-key",       "api_key", "credential", "private-key"};
    const auto isSame = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : a) == b; };
    return std::ranges::any_of(secrets, [&](std::string_view secret) {
        return secret.size() == name.size() && std::equal(name.begin(), name.end(), secret.begin(), isSame);
    });
}

} // namespace burrow
