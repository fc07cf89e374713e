// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/json.hpp"

namespace assay {

/// Reads a TOML 1.0 document into the same values as JSON has: tables become objects (members sorted by key), dates and
/// times, infinities and what is no number their text. Errors: Invalid with line and column, or nested deeper than
/// JsonLimits; Limit above 1 MiB.
Result<Json> parse_toml(std::string_view text);

/// A text as a TOML basic string, quotes included.
std::string quote_toml(std::string_view text);

}  // namespace assay
