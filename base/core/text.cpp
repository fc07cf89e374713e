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

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto character = first_character(text);
        if (!character.valid) return false;
        text.remove_prefix(character.bytes.size());
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

std::string escaped(const Character& character) {
    char out[16];
    if (!character.valid || character.code_point < 0x80)
        std::snprintf(out, sizeof out, "\\x%02x", static_cast<unsigned>(character.code_point));
    else
        std::snprintf(out, sizeof out, "\\u{%x}", static_cast<unsigned>(character.code_point));
    return out;
}

std::string quote(std::string_view text, std::size_t most) {
    std::string out = "\"";
    const bool cut = text.size() > most;
    for_each_character(text.substr(0, most), [&](const Character& character) {
        if (character.deceptive)
            out += escaped(character);
        else if (character.code_point == '"' || character.code_point == '\\')
            (out += '\\') += character.bytes;
        else
            out += character.bytes;
    });
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
    while (value >= 999.95 && unit + 1 < std::size(kUnits)) {
        value /= 1000.0;
        ++unit;
    }
    char out[32];
    std::snprintf(out, sizeof out, "%.1f %s", value, kUnits[unit]);
    return out;
}

}  // namespace assay
