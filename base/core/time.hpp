// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"

#include <compare>
#include <cstdint>

namespace assay {

/// A moment in UTC, in whole seconds since 1970, never negative and before the year 10000.
///
/// Text form: RFC 3339 with `T` and `Z`, no fraction: `2026-11-23T05:06:39Z`.
class Time {
public:
    static constexpr std::int64_t kMax = 253402300799;

    /// Errors: Invalid outside 0..kMax.
    static Result<Time> from_seconds(std::int64_t seconds);
    /// Reads the text form and nothing else. Errors: Invalid.
    static Result<Time> parse(std::string_view text);

    std::int64_t seconds() const { return seconds_; }
    std::string render() const;

    friend auto operator<=>(const Time&, const Time&) = default;

private:
    explicit Time(std::int64_t seconds) : seconds_(seconds) {}
    std::int64_t seconds_;
};

/// A length of time in seconds. Text form: a whole number and one of `s m h d`, as `90d`.
Result<std::int64_t> parse_duration_seconds(std::string_view text);

/// Gives the time; handed in, so that tests can choose it.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Time now() const = 0;
};

/// The machine's own clock. Programs use it; libraries are handed a Clock.
class SystemClock final : public Clock {
public:
    Time now() const override;
};

/// A clock that gives one time always.
class FixedClock final : public Clock {
public:
    explicit FixedClock(Time time) : time_(time) {}
    Time now() const override { return time_; }

private:
    Time time_;
};

}  // namespace assay
