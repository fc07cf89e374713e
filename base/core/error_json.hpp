// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/json.hpp"

namespace assay {

/// `{"kind", "code", "message", "hints"}`: an error in reports and between programs. Text that is not UTF-8 is quoted.
Json to_json(const Error& error);

/// The error again. What it says is the other side's word.
/// Errors: Invalid where it is no such object, its code is not kebab-case of at most 64 bytes, or it has over 16 hints.
Result<Error> parse_error(const Json& json);

}  // namespace assay
