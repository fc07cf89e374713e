// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/json.hpp"

namespace assay {

/// How much JSON a reader of strangers' bytes takes. What is built of one byte of text can be a hundred bytes of
/// memory, so the text's size alone bounds nothing.
struct JsonBounds {
    std::size_t bytes;   ///< of the text
    std::size_t depth;   ///< of nested arrays and objects
    std::size_t values;  ///< values of all kinds, containers included, and the keys of members
};

/// As Json::parse, and stops reading at the first value too many: at most about 300 bytes of memory are used for each
/// value besides the text's own. Errors: as Json::parse.
Result<Json> parse_json(std::string_view text, const JsonBounds& bounds);

}  // namespace assay
