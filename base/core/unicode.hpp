// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace assay {

/// One character of a stranger's text.
///
/// - `bytes` is one shortest-form UTF-8 sequence, or a single byte that belongs to none (then `valid` is false).
/// - `deceptive` says that a reader shown these bytes would see something other than what the bytes say: controls,
///   directional and invisible characters, letters of another script within a Latin word, forms that look like ASCII.
struct Character {
    std::string_view bytes;
    char32_t code_point = 0;  ///< the byte itself where not valid
    bool valid = true;
    bool deceptive = false;
};

/// Hands over the characters of a text one after the other. Everything that escapes text is built on this, so that all
/// of it agrees on what deceives (Unicode TR 36 and TR 39; CVE-2021-42574, CVE-2021-42694).
void for_each_character(std::string_view text, const std::function<void(const Character&)>& visit);

/// The first character of a text that is not empty, judged by itself.
Character first_character(std::string_view text);

/// How many columns a text takes on a terminal: two for wide characters, none for combining marks.
std::size_t display_width(std::string_view text);

}  // namespace assay
