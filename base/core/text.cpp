// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"

#include <charconv>
#include <cstdio>

namespace assay {

std::optional<std::uint64_t> parse_decimal(std::string_view text) {
    if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.front() < '0' || text.front() > '9')
        return std::nullopt;
    return value;
}

namespace {

/// Length of the UTF-8 sequence at the start of `text`, 0 if it is not one.
std::size_t utf8_length(std::string_view text) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = at(0);
    if (first < 0x80) return 1;
    std::size_t length = 0;
    std::uint32_t value = 0;
    if (first >= 0xc2 && first <= 0xdf) { length = 2; value = first & 0x1fU; }
    else if (first >= 0xe0 && first <= 0xef) { length = 3; value = first & 0x0fU; }
    else if (first >= 0xf0 && first <= 0xf4) { length = 4; value = first & 0x07U; }
    else return 0;
    if (text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((at(i) & 0xc0U) != 0x80U) return 0;
        value = (value << 6) | (at(i) & 0x3fU);
    }
    if (length == 3 && (value < 0x800 || (value >= 0xd800 && value <= 0xdfff))) return 0;
    if (length == 4 && (value < 0x10000 || value > 0x10ffff)) return 0;
    return length;
}

}  // namespace

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto length = utf8_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> out;
    for (;;) {
        const auto at = text.find(separator);
        out.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return out;
        text.remove_prefix(at + 1);
    }
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n";
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    std::string out;
    for (const auto& part : parts) {
        if (!out.empty()) out += separator;
        out += part;
    }
    return out;
}

std::string quote(std::string_view text, std::size_t most) {
    std::string out = "\"";
    const bool cut = text.size() > most;
    if (cut) text = text.substr(0, most);
    while (!text.empty()) {
        const auto length = utf8_length(text);
        const auto first = static_cast<unsigned char>(text[0]);
        const auto second = length > 1 ? static_cast<unsigned char>(text[1]) : 0U;
        const auto third = length > 2 ? static_cast<unsigned char>(text[2]) : 0U;
        // C1 controls, zero-width and bidirectional marks are valid UTF-8 and still deceive a reader.
        const bool hostile =
            length == 0 || first < 0x20 || first == 0x7f || (first == 0xc2 && length == 2 && second < 0xa0) ||
            (first == 0xe2 && second == 0x80 && ((third >= 0x8b && third <= 0x8f) || (third >= 0xa8 && third <= 0xae))) ||
            (first == 0xe2 && second == 0x81 && third >= 0xa0 && third <= 0xaf) ||
            (first == 0xef && second == 0xbb && third == 0xbf);
        const auto take = length == 0 ? 1 : length;
        if (text[0] == '"' || text[0] == '\\') {
            out += '\\';
            out += text[0];
        } else if (hostile) {
            for (std::size_t i = 0; i < take; ++i) {
                char hex[8];
                std::snprintf(hex, sizeof hex, "\\x%02x", static_cast<unsigned char>(text[i]));
                out += hex;
            }
        } else {
            out += text.substr(0, take);
        }
        text.remove_prefix(take);
    }
    return out + (cut ? "…\"" : "\"");
}

std::string count_of(std::uint64_t count, std::string_view singular, std::string_view plural) {
    std::string out = std::to_string(count) + ' ';
    if (count == 1) return out += singular;
    if (!plural.empty()) return out += plural;
    return (out += singular) += 's';
}

std::string human_bytes(std::uint64_t bytes) {
    if (bytes < 1000) return std::to_string(bytes) + " B";
    constexpr const char* kUnits[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
    auto value = static_cast<double>(bytes) / 1000.0;
    std::size_t unit = 0;
    while (value >= 999.95 && unit + 1 < std::size(kUnits)) { value /= 1000.0; ++unit; }
    char out[32];
    std::snprintf(out, sizeof out, "%.1f %s", value, kUnits[unit]);
    return out;
}

}  // namespace assay
