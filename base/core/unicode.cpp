// SPDX-License-Identifier: Apache-2.0
#include "base/core/unicode.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

namespace assay {

namespace {

struct Range {
    char32_t first, last;
};

template <std::size_t N>
constexpr bool within(const Range (&table)[N], char32_t code_point) {
    const auto* after = std::upper_bound(std::begin(table), std::end(table), code_point,
                                         [](char32_t value, const Range& range) { return value < range.first; });
    return after != std::begin(table) && code_point <= std::prev(after)->last;
}

/// Characters that deceive in every place.
constexpr Range kDeceptive[] = {
    {0x0000, 0x001f},    // C0 controls
    {0x007f, 0x009f},    // delete and C1 controls
    {0x00ad, 0x00ad},    // soft hyphen
    {0x01c0, 0x01c3},    // letters that look like | and !
    {0x034f, 0x034f},    // grapheme joiner
    {0x037e, 0x037e},    // looks like ;
    {0x061c, 0x061c},    // Arabic letter mark
    {0x115f, 0x1160},    // Hangul fillers
    {0x17b4, 0x17b5},    // invisible Khmer vowels
    {0x180b, 0x180f},    // Mongolian selectors
    {0x200b, 0x200f},    // zero width, directional marks
    {0x2024, 0x2024},    // looks like .
    {0x2028, 0x202e},    // line separators, directional embeddings and overrides
    {0x2044, 0x2044},    // looks like /
    {0x2060, 0x206f},    // invisible operators, directional isolates
    {0x2215, 0x2216},    // look like / and a backslash
    {0x2223, 0x2223},    // looks like |
    {0x2236, 0x2236},    // looks like :
    {0x223c, 0x223c},    // looks like ~
    {0x2800, 0x2800},    // blank Braille pattern
    {0x29f5, 0x29f9},    // look like slashes
    {0x3164, 0x3164},    // Hangul filler
    {0xa789, 0xa789},    // looks like :
    {0xfdd0, 0xfdef},    // never characters
    {0xfe00, 0xfe0f},    // variation selectors
    {0xfeff, 0xfeff},    // byte order mark
    {0xffa0, 0xffa0},    // Hangul filler
    {0xfff0, 0xfffb},    // interlinear annotation
    {0xfffe, 0xffff},    // never characters
    {0x1bca0, 0x1bca3},  // shorthand controls
    {0x1d173, 0x1d17a},  // musical controls
    {0xe0000, 0xe0fff},  // tags, more variation selectors
};

/// Scripts whose letters pass for Latin ones; they deceive within a word that has ASCII letters too.
constexpr Range kPassesForLatin[] = {
    {0x0250, 0x02af},    // phonetic letters
    {0x0370, 0x058f},    // Greek, Cyrillic, Armenian
    {0x10a0, 0x10ff},    // Georgian
    {0x13a0, 0x13ff},    // Cherokee
    {0x1c80, 0x1c8f},    // Cyrillic
    {0x1d00, 0x1dbf},    // phonetic letters
    {0x1f00, 0x1fff},    // Greek
    {0x2c00, 0x2c5f},    // Glagolitic
    {0x2c80, 0x2d2f},    // Coptic, Georgian
    {0xa4d0, 0xa4ff},    // Lisu
    {0xa640, 0xa69f},    // Cyrillic
    {0xab30, 0xabbf},    // phonetic letters, Cherokee
    {0xff21, 0xff3a},    // full-width capitals
    {0xff41, 0xff5a},    // full-width small letters
    {0x10280, 0x1034f},  // Lycian to Gothic
    {0x10400, 0x104ff},  // Deseret to Osage
    {0x118a0, 0x118ff},  // Warang Citi
    {0x1d400, 0x1d7ff},  // mathematical letters
};

/// Full-width ASCII: at home between wide characters, elsewhere a disguise.
constexpr Range kFullWidth[] = {{0xff01, 0xff5e}};

constexpr Range kWide[] = {
    {0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0xa4cf},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},
    {0xff01, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
};

constexpr Range kCombining[] = {
    {0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x0610, 0x061a}, {0x064b, 0x065f}, {0x0e31, 0x0e31},
    {0x0e34, 0x0e3a}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x20d0, 0x20ff}, {0xfe20, 0xfe2f},
};

bool is_ascii_letter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Whether a character can be in a name next to letters.
bool joins_words(const Character& c) {
    if (!c.valid) return false;
    if (c.code_point < 0x80)
        return is_ascii_letter(c.code_point) || (c.code_point >= '0' && c.code_point <= '9') || c.code_point == '_';
    return (c.code_point >= 0xc0 && c.code_point <= 0x24f) || within(kPassesForLatin, c.code_point) ||
           within(kCombining, c.code_point);
}

void mark_disguises(std::vector<Character>& text) {
    for (std::size_t start = 0; start < text.size();) {
        std::size_t end = start;
        bool latin = false, other = false;
        for (; end < text.size() && joins_words(text[end]); ++end) {
            latin = latin || is_ascii_letter(text[end].code_point);
            other = other || within(kPassesForLatin, text[end].code_point);
        }
        for (auto i = start; latin && other && i < end; ++i)
            if (within(kPassesForLatin, text[i].code_point)) text[i].deceptive = true;
        start = end == start ? start + 1 : end;
    }
    const auto wide_at = [&](std::size_t i) {
        return i < text.size() && text[i].valid && within(kWide, text[i].code_point) &&
               !within(kFullWidth, text[i].code_point);
    };
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i].valid && within(kFullWidth, text[i].code_point) && !wide_at(i + 1) && (i == 0 || !wide_at(i - 1)))
            text[i].deceptive = true;
}

}  // namespace

Character first_character(std::string_view text) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = at(0);
    const Character broken{.bytes = text.substr(0, 1), .code_point = first, .valid = false, .deceptive = true};
    if (first < 0x80)
        return {.bytes = text.substr(0, 1), .code_point = first, .deceptive = first < 0x20 || first == 0x7f};

    std::size_t length = 0;
    char32_t value = 0;
    if (first >= 0xc2 && first <= 0xdf) {
        length = 2;
        value = first & 0x1fU;
    } else if (first >= 0xe0 && first <= 0xef) {
        length = 3;
        value = first & 0x0fU;
    } else if (first >= 0xf0 && first <= 0xf4) {
        length = 4;
        value = first & 0x07U;
    } else {
        return broken;
    }
    if (text.size() < length) return broken;
    for (std::size_t i = 1; i < length; ++i) {
        if ((at(i) & 0xc0U) != 0x80U) return broken;
        value = (value << 6) | (at(i) & 0x3fU);
    }
    if (length == 3 && (value < 0x800 || (value >= 0xd800 && value <= 0xdfff))) return broken;
    if (length == 4 && (value < 0x10000 || value > 0x10ffff)) return broken;
    return {.bytes = text.substr(0, length), .code_point = value, .deceptive = within(kDeceptive, value)};
}

void for_each_character(std::string_view text, const std::function<void(const Character&)>& visit) {
    // The characters beside one matter only beyond ASCII.
    if (std::ranges::all_of(text, [](unsigned char byte) { return byte < 0x80; })) {
        for (; !text.empty(); text.remove_prefix(1)) visit(first_character(text));
        return;
    }
    std::vector<Character> characters;
    for (; !text.empty(); text.remove_prefix(characters.back().bytes.size()))
        characters.push_back(first_character(text));
    mark_disguises(characters);
    for (const auto& character : characters) visit(character);
}

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    while (!text.empty()) {
        const auto character = first_character(text);
        text.remove_prefix(character.bytes.size());
        if (character.valid && within(kCombining, character.code_point)) continue;
        width += character.valid && within(kWide, character.code_point) ? 2U : 1U;
    }
    return width;
}

}  // namespace assay
