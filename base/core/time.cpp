// SPDX-License-Identifier: Apache-2.0
#include "base/core/time.hpp"

#include "base/core/text.hpp"

#include <chrono>
#include <cstdio>
#include <ctime>

namespace assay {

Result<Time> Time::from_seconds(std::int64_t seconds) {
    if (seconds < 0 || seconds > kMax) return fail(ErrorKind::Invalid, "a time lies outside the years 1970 to 9999");
    return Time(seconds);
}

Result<Time> Time::parse(std::string_view text) {
    const auto wrong = [&] {
        return fail(ErrorKind::Invalid, quote(text) + " is not a UTC time as 2026-11-23T05:06:39Z");
    };
    constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:ddZ";
    if (text.size() != kShape.size()) return wrong();
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (kShape[i] == 'd' ? !digit : text[i] != kShape[i]) return wrong();
    }
    const auto number = [&](std::size_t at, std::size_t length) {
        int value = 0;
        for (std::size_t i = at; i < at + length; ++i) value = value * 10 + (text[i] - '0');
        return value;
    };
    using namespace std::chrono;
    const year_month_day date{year{number(0, 4)}, month{static_cast<unsigned>(number(5, 2))},
                              day{static_cast<unsigned>(number(8, 2))}};
    const int hour = number(11, 2), minute = number(14, 2), second = number(17, 2);
    if (!date.ok() || hour > 23 || minute > 59 || second > 59) return wrong();
    const auto days = sys_days{date}.time_since_epoch().count();
    return from_seconds(static_cast<std::int64_t>(days) * 86400 + hour * 3600 + minute * 60 + second);
}

std::string Time::render() const {
    using namespace std::chrono;
    const sys_seconds moment{std::chrono::seconds{seconds_}};
    const auto day = floor<days>(moment);
    const year_month_day date{day};
    const auto rest = seconds_ - static_cast<std::int64_t>(day.time_since_epoch().count()) * 86400;
    char out[40];
    std::snprintf(out, sizeof out, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), static_cast<int>(rest / 3600),
                  static_cast<int>(rest / 60 % 60), static_cast<int>(rest % 60));
    return out;
}

Result<std::int64_t> parse_duration_seconds(std::string_view text) {
    const auto wrong = [&] {
        return fail(ErrorKind::Invalid, quote(text) + " is not a length of time as 30s, 15m, 12h or 90d");
    };
    if (text.size() < 2) return wrong();
    std::int64_t unit = 0;
    switch (text.back()) {
        case 's': unit = 1; break;
        case 'm': unit = 60; break;
        case 'h': unit = 3600; break;
        case 'd': unit = 86400; break;
        default: return wrong();
    }
    const auto count = parse_decimal(text.substr(0, text.size() - 1));
    if (!count || *count > 100'000'000) return wrong();
    return static_cast<std::int64_t>(*count) * unit;
}

Time SystemClock::now() const {
    auto time = Time::from_seconds(static_cast<std::int64_t>(std::time(nullptr)));
    return time ? *time : *Time::from_seconds(0);
}

}  // namespace assay
