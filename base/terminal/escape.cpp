// SPDX-License-Identifier: Apache-2.0
#include "base/terminal/escape.hpp"

#include "base/core/text.hpp"

namespace assay {

namespace {

bool is_kept(const Character& character, LineBreaks breaks) {
    if (!character.deceptive) return true;
    return breaks == LineBreaks::Keep && (character.code_point == '\n' || character.code_point == '\t');
}

std::string_view reference(char32_t code_point) {
    switch (code_point) {
        case '&': return "&amp;";
        case '<': return "&lt;";
        case '>': return "&gt;";
        case '"': return "&quot;";
        case '\'': return "&#39;";
        default: return {};
    }
}

}  // namespace

std::string escape_for_terminal(std::string_view text, LineBreaks breaks) {
    std::string out;
    for_each_character(text, [&](const Character& character) {
        if (is_kept(character, breaks))
            out += character.bytes;
        else
            out += escaped(character);
    });
    return out;
}

std::string escape_for_html(std::string_view text, LineBreaks breaks) {
    std::string out;
    for_each_character(text, [&](const Character& character) {
        if (!is_kept(character, breaks))
            out += escaped(character);
        else if (const auto name = reference(character.code_point); !name.empty())
            out += name;
        else
            out += character.bytes;
    });
    return out;
}

}  // namespace assay
