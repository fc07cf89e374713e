// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "auditor/check.hpp"
#include "base/terminal/terminal.hpp"

namespace assay::auditor {

/// The answer in words: first verdict, who, what, when, grade and coverage, then every link.
std::string render_text(const CheckAnswer& answer, const Style& style);

/// The same as `assay-check-v1`.
Json render_json(const CheckAnswer& answer);

}  // namespace assay::auditor
