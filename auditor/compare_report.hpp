// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "auditor/compare.hpp"
#include "base/core/json.hpp"
#include "base/terminal/terminal.hpp"

namespace assay::auditor {

/// The answer in words: first whether the two can be of one history, then what was compared.
std::string render_text(const CompareAnswer& answer, const Style& style);
/// The same as `assay-compare-v1`, with the proof of a fork.
Json render_json(const CompareAnswer& answer);

/// What a fork proof proves, in words.
std::string render_text(const ForkAnswer& answer, const Style& style);
/// The same as `assay-fork-check-v1`.
Json render_json(const ForkAnswer& answer);

}  // namespace assay::auditor
