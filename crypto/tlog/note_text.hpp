// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"

namespace assay::crypto {

/// Ok for what a note may hold: UTF-8 without control characters but the newline, ending in one. Errors: Invalid.
/// Source: C2SP signed-note, "Format".
Status check_note_text(std::string_view text);

/// Takes the text up to the next newline from the front of `rest`, and the newline too. Nothing is left of a text
/// without newline.
std::string_view take_line(std::string_view& rest);

}  // namespace assay::crypto
