// SPDX-License-Identifier: Apache-2.0
#include "base/terminal/talk.hpp"

#include "base/core/unicode.hpp"

namespace assay {

namespace {

constexpr std::string_view kClearLine = "\r\x1b[K";

/// As much of a text as fits; the last column stays free, where terminals wrap.
std::string_view fitting(std::string_view text, std::size_t width) {
    std::size_t used = 0, taken = 0;
    while (taken < text.size()) {
        const auto character = first_character(text.substr(taken));
        used += display_width(character.bytes);
        if (used >= width) break;
        taken += character.bytes.size();
    }
    return text.substr(0, taken);
}

}  // namespace

void Talk::line(std::string_view text) {
    const std::lock_guard lock(mutex_);
    std::string out;
    if (!passing_.empty()) out += kClearLine;
    out += text;
    if (!text.ends_with('\n')) out += '\n';
    out += passing_;
    sink_(out);
}

void Talk::passing(std::string_view text) {
    const std::lock_guard lock(mutex_);
    if (!terminal_.is_terminal || (text.empty() && passing_.empty())) return;
    passing_ = fitting(text, terminal_.width);
    sink_(std::string(kClearLine) + passing_);
}

}  // namespace assay
