// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/note_text.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay::crypto {

Status check_note_text(std::string_view text) {
    if (!text.ends_with('\n')) return fail(ErrorKind::Invalid, "it does not end in a newline");
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; };
    if (const auto at = std::ranges::find_if(text, is_control); at != text.end())
        return fail(ErrorKind::Invalid, "it has a control character at byte " + std::to_string(at - text.begin()));
    if (!is_utf8(text)) return fail(ErrorKind::Invalid, "it is not UTF-8");
    return {};
}

std::string_view take_line(std::string_view& rest) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return line;
}

}  // namespace assay::crypto
