// SPDX-License-Identifier: Apache-2.0
// Small forms, and how strangers' text is shown.
#include "base/core/text.hpp"
#include "base/core/time.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    const auto text = text_of(input);
    read_and_write(Time::parse, [](const Time& time) { return time.render(); }, text);
    if (const auto number = parse_decimal(text)) hold(std::to_string(*number) == text, "a decimal number has one form");
    if (const auto seconds = parse_duration_seconds(text); !seconds) check(seconds.error());

    std::string together;
    for_each_character(text, [&](const Character& character) { together += character.bytes; });
    hold(together == text, "characters are all there, in their order");
    const auto quoted = quote(text);
    hold(is_utf8(quoted), "what is quoted is UTF-8");
    for_each_character(quoted, [](const Character& character) {
        hold(character.valid && (!character.deceptive || character.code_point > 0x7f),
             "what is quoted has no controls");
    });
    hold(display_width(text) <= 2 * text.size(), "no byte takes more than two columns");
}

}  // namespace assay::fuzz
