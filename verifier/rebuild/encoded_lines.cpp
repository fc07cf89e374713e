// SPDX-License-Identifier: Apache-2.0
#include "verifier/rebuild/encoded_lines.hpp"

#include "base/core/text.hpp"

#include <algorithm>
#include <bit>

namespace assay::verifier {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Base64 in its two alphabets; hexadecimal and base32 are part of it.
bool is_base64(char c) {
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '+' || c == '/' || c == '=' ||
           c == '-' || c == '_';
}

/// A full line of uuencode: `M` for 45 bytes, and 60 characters from space to backquote.
bool is_uuencoded(std::string_view line) {
    return line.size() == 61 && line.front() == 'M' &&
           std::ranges::all_of(line, [](char c) { return c >= ' ' && c <= '`'; });
}

/// Digits tell encodings from rules, names and paths.
bool is_encoded(std::string_view line) {
    if (line.size() < EncodedLines::kEncodedBytesMin) return false;
    return (std::ranges::all_of(line, is_base64) &&
            std::ranges::count_if(line, is_digit) >= EncodedLines::kDigitsMin) ||
           is_uuencoded(line);
}

}  // namespace

void EncodedLines::take(ByteView part) {
    if (found_) return;
    for (const char c : text_of(part)) {
        if (c == '\n')
            end_line();
        else if (!line_.empty() || (c != ' ' && c != '\t'))
            line_.push_back(c);
        if (line_.size() >= kLongBytesMin) found_ = true;
        if (found_) return;
    }
}

bool EncodedLines::finish() {
    if (!found_) end_line();
    return found_;
}

void EncodedLines::end_line() {
    encoded_ = encoded_ << 1 | (is_encoded(trim(line_)) ? 1U : 0U);
    if (std::popcount(encoded_) >= kEncodedLinesMin) found_ = true;
    count_hex(hex_of(trim(line_)));
    line_.clear();
}

EncodedLines::HexLine EncodedLines::hex_of(std::string_view line) {
    HexLine out;
    for (const char c : line) {
        if (is_digit(c))
            ++out.decimals;
        else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
            ++out.letters;
        else
            return {};
    }
    return out;
}

void EncodedLines::count_hex(HexLine line) {
    const auto is_any = [](HexLine one) { return one.decimals + one.letters > 0 ? 1 : 0; };
    auto& slot = hex_[next_hex_++ % hex_.size()];
    hex_lines_ += is_any(line) - is_any(slot);
    decimals_ += line.decimals - slot.decimals;
    letters_ += line.letters - slot.letters;
    slot = line;
    const auto digits = decimals_ + letters_;
    if (hex_lines_ >= kHexLinesMin && digits >= kHexDigitsMin && 5 * decimals_ >= digits && 5 * letters_ >= digits)
        found_ = true;
}

}  // namespace assay::verifier
