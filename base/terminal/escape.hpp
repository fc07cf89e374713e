// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace assay {

/// What becomes of newlines and tabs.
enum class LineBreaks {
    Escape,  ///< one line comes out, whatever goes in
    Keep     ///< newlines and tabs stay, for text of several lines
};

/// A stranger's text for a terminal: everything deceptive (base/core/unicode) as `\x1b` or `\u{202e}`. What a terminal
/// would obey, hide or reorder does not survive; a backslash stays, so this is for reading, not for reading back.
std::string escape_for_terminal(std::string_view text, LineBreaks breaks = LineBreaks::Escape);

/// The same for HTML text and quoted attribute values, with `& < > " '` as references.
std::string escape_for_html(std::string_view text, LineBreaks breaks = LineBreaks::Escape);

}  // namespace assay
