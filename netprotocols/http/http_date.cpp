// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http/http_date.hpp"

#include <algorithm>
#include <cstring>

namespace burrow::http {
namespace {

using namespace std::chrono;

constexpr std::string_view shortDays[7] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::string_view longDays[7] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
constexpr std::string_view months[12] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// Reads fixed text, numbers and names from the front; one failure makes all that follows fail.
class DateReader {
public:
    explicit DateReader(std::string_view text) noexcept : m_rest(text) {}

    void literal(std::string_view expected) noexcept {
        m_ok = m_ok && m_rest.starts_with(expected);
        skip(expected.size());
    }
    int digits(std::size_t count) noexcept {
        int value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const char c = i < m_rest.size() ? m_rest[i] : '\0';
            m_ok = m_ok && c >= '0' && c <= '9';
            value = value * 10 + (c - '0');
        }
        skip(count);
        return value;
    }
    /// asctime pads the day with a space.
    int paddedDay() noexcept {
        if (!m_rest.starts_with(' '))
            return digits(2);
        skip(1);
        return digits(1);
    }
    template <std::size_t N>
    int oneOf(const std::string_view (&names)[N]) noexcept {
        for (std::size_t i = 0; i < N; ++i)
            if (m_rest.starts_with(names[i])) {
                skip(names[i].size());
                return static_cast<int>(i);
            }
        m_ok = false;
        return 0;
    }
    seconds clock() noexcept {
        const int h = digits(2);
        literal(":");
        const int m = digits(2);
        literal(":");
        const int s = digits(2);
        m_ok = m_ok && h < 24 && m < 60 && s <= 60; // 60: a leap second
        return hours(h) + minutes(m) + seconds(s);
    }
    bool finished() const noexcept { return m_ok && m_rest.empty(); }

private:
    void skip(std::size_t count) noexcept { m_rest.remove_prefix(std::min(count, m_rest.size())); }

    std::string_view m_rest;
    bool m_ok = true;
};

std::optional<WallTime> assemble(const DateReader& reader, int y, int month, int day, seconds clock) noexcept {
    if (!reader.finished())
        return std::nullopt;
    const year_month_day date(year(y), std::chrono::month(static_cast<unsigned>(month + 1)),
                              std::chrono::day(static_cast<unsigned>(day)));
    if (!date.ok() || y < 1583) // before the Gregorian calendar nobody modified a file
        return std::nullopt;
    const auto total = sys_seconds(sys_days(date)) + clock;
    if (y > 2200)
        return WallTime::max(); // the clock's type ends in 2262
    return WallTime(total);
}

int fullYear(int twoDigits, WallTime now) noexcept {
    const auto today = year_month_day(floor<days>(now));
    const int current = static_cast<int>(today.year());
    const int year = current - current % 100 + twoDigits;
    return year > current + 50 ? year - 100 : year;
}

void put(char*& out, std::string_view text) noexcept {
    std::memcpy(out, text.data(), text.size());
    out += text.size();
}

void putDigits(char*& out, unsigned value, int count) noexcept {
    for (int i = count - 1; i >= 0; --i, value /= 10)
        out[i] = static_cast<char>('0' + value % 10);
    out += count;
}

} // namespace

std::string_view formatHttpDate(WallTime time, std::span<char, httpDateSize> into) noexcept {
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(floor<seconds>(time - day));
    char* out = into.data();
    put(out, shortDays[weekday(day).c_encoding()]);
    put(out, ", ");
    putDigits(out, static_cast<unsigned>(date.day()), 2);
    put(out, " ");
    put(out, months[static_cast<unsigned>(date.month()) - 1]);
    put(out, " ");
    putDigits(out, static_cast<unsigned>(std::clamp(static_cast<int>(date.year()), 0, 9999)), 4);
    put(out, " ");
    putDigits(out, static_cast<unsigned>(clock.hours().count()), 2);
    put(out, ":");
    putDigits(out, static_cast<unsigned>(clock.minutes().count()), 2);
    put(out, ":");
    putDigits(out, static_cast<unsigned>(clock.seconds().count()), 2);
    put(out, " GMT");
    return {into.data(), httpDateSize};
}

std::string formatHttpDate(WallTime time) {
    char text[httpDateSize];
    return std::string(formatHttpDate(time, text));
}

std::optional<WallTime> parseHttpDate(std::string_view text, WallTime now) noexcept {
    DateReader in(text);
    if (text.size() == httpDateSize && text[3] == ',') { // Sun, 06 Nov 1994 08:49:37 GMT
        in.oneOf(shortDays);
        in.literal(", ");
        const int day = in.digits(2);
        in.literal(" ");
        const int month = in.oneOf(months);
        in.literal(" ");
        const int year = in.digits(4);
        in.literal(" ");
        const seconds clock = in.clock();
        in.literal(" GMT");
        return assemble(in, year, month, day, clock);
    }
    if (text.size() == 24 && text[3] == ' ') { // Sun Nov  6 08:49:37 1994
        in.oneOf(shortDays);
        in.literal(" ");
        const int month = in.oneOf(months);
        in.literal(" ");
        const int day = in.paddedDay();
        in.literal(" ");
        const seconds clock = in.clock();
        in.literal(" ");
        const int year = in.digits(4);
        return assemble(in, year, month, day, clock);
    }
    in.oneOf(longDays); // Sunday, 06-Nov-94 08:49:37 GMT
    in.literal(", ");
    const int day = in.digits(2);
    in.literal("-");
    const int month = in.oneOf(months);
    in.literal("-");
    const int year = in.digits(2);
    in.literal(" ");
    const seconds clock = in.clock();
    in.literal(" GMT");
    return assemble(in, fullYear(year, now), month, day, clock);
}

} // namespace burrow::http
