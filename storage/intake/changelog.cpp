// SPDX-License-Identifier: Apache-2.0
#include "storage/intake/changelog.hpp"

#include "base/core/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <vector>

namespace assay::storage {

namespace {

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::vector<std::string_view> words_of(std::string_view text) {
    auto out = split(text, ' ');
    std::erase(out, std::string_view());
    return out;
}

/// Digits and nothing else, at most `most`.
std::optional<int> number(std::string_view digits, int most) {
    int value = 0;
    const auto* end = digits.data() + digits.size();
    const bool are_digits = !digits.empty() && std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
    if (!are_digits || std::from_chars(digits.data(), end, value).ptr != end || value > most) return {};
    return value;
}

/// Seconds east of UTC.
std::optional<int> zone(std::string_view text) {
    if (text.size() != 5 || (text[0] != '+' && text[0] != '-')) return {};
    const auto hours = number(text.substr(1, 2), 23), minutes = number(text.substr(3), 59);
    if (!hours || !minutes) return {};
    const int seconds = *hours * 3600 + *minutes * 60;
    return text[0] == '-' ? -seconds : seconds;
}

std::unexpected<Error> no_date(std::string_view text) {
    return fail(ErrorKind::Invalid, quote(text) + " is not a date");
}

}  // namespace

Result<Time> parse_mail_date(std::string_view text) {
    auto words = words_of(text);
    if (words.size() == 6 && words.front().ends_with(',')) words.erase(words.begin());
    if (words.size() != 5) return no_date(text);
    const auto day = number(words[0], 31), year = number(words[2], 9999);
    const auto month = std::ranges::find(kMonths, words[1]);
    const auto clock = split(words[3], ':');
    if (!day || !year || month == kMonths.end() || clock.size() < 2 || clock.size() > 3) return no_date(text);
    const auto hour = number(clock[0], 23), minute = number(clock[1], 59),
               second = clock.size() == 3 ? number(clock[2], 59) : 0;
    const auto east = zone(words[4]);
    if (!hour || !minute || !second || !east) return no_date(text);
    const std::chrono::year_month_day date(std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(month - kMonths.begin()) + 1),
                                           std::chrono::day(static_cast<unsigned>(*day)));
    if (!date.ok()) return no_date(text);
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    return Time::from_seconds(days * 86400 + *hour * 3600 + *minute * 60 + *second - *east);
}

Result<Time> date_of_changelog(std::string_view text) {
    for (const auto& line : split(text, '\n')) {
        if (!line.starts_with(" -- ")) continue;
        const auto end = line.rfind(">  ");
        if (end == std::string_view::npos)
            return fail(ErrorKind::Invalid, "changelog: " + quote(line) + " has no date");
        return TRY_WITHIN("changelog", parse_mail_date(line.substr(end + 3)));
    }
    return fail(ErrorKind::Invalid, "changelog: no entry says when it was written");
}

}  // namespace assay::storage
