// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/progress.hpp"
#include "base/terminal/talk.hpp"

#include <chrono>
#include <memory>

namespace assay {

/// How progress is shown.
enum class ProgressChoice {
    Auto,   ///< a bar where somebody watches, lines elsewhere
    Plain,  ///< a line every few seconds, and one when a stage is done
    Json,   ///< one JSON object a line, every second
    None
};

/// Tells how far along the machine's steady clock is; handed in, so that tests can turn it.
using SteadyNow = std::function<std::chrono::steady_clock::time_point()>;

/// A Progress that is shown by `talk`, which must outlive it. A bar shows bytes or items, rate and the time
/// left, and is redrawn ten times a second at most. The JSON lines are `assay-progress-v1`:
///
///     {"format":"assay-progress-v1","event":"start|advance|done|abandoned","stage":"sealing source",
///      "unit":"bytes|items","amount":"1048576","total":"4194304","seconds":1.5}
///
/// with `total` null where it is unknown.
std::unique_ptr<Progress> make_progress(
    ProgressChoice choice, Talk& talk, SteadyNow now = [] { return std::chrono::steady_clock::now(); });

}  // namespace assay
