// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/time.hpp"

#include <optional>

namespace assay::crypto {

/// So far a clock may be behind the time of the last signature before that time is given up: clocks are set back a
/// little.
constexpr std::int64_t kClockStepSeconds = 300;

/// The time that a log or a witness states when it signs a checkpoint: the clock's, but the time stated last where the
/// clock is behind that by no more than kClockStepSeconds, so that the statements about one log tell one story. A time
/// further ahead was a wrong clock's, and is given up. Page: witness/core/witness.md, "Time".
Time signing_time(Time now, std::optional<Time> last);

}  // namespace assay::crypto
