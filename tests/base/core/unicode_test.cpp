// SPDX-License-Identifier: Apache-2.0
#include "base/core/unicode.hpp"

#include "base/core/text.hpp"
#include "tests/support/support.hpp"

#include <rapidcheck.h>

using namespace assay;

namespace {

/// The text with everything deceptive in brackets.
std::string marked(std::string_view text) {
    std::string out;
    for_each_character(text,
                       [&](const Character& c) { out += c.deceptive ? "[" + escaped(c) + "]" : std::string(c.bytes); });
    return out;
}

}  // namespace

TEST_CASE("plain text of one script is shown as it is", "[base][unicode]") {
    for (const auto* text : {"int main() { return 0; }", "naïve café", "привет", "שלום", "Ωμέγα", "版本（二）", "µm"})
        CHECK(marked(text) == text);
}

TEST_CASE("controls, directional and invisible characters deceive", "[base][unicode]") {
    CHECK(marked("a\x1b[2J") == "a[\\x1b][2J");
    CHECK(marked("a\u202eb\u2066") == "a[\\u{202e}]b[\\u{2066}]");
    CHECK(marked("a\u200bb\u00adc\ufeff") == "a[\\u{200b}]b[\\u{ad}]c[\\u{feff}]");
    CHECK(marked("\u0085") == "[\\u{85}]");
    CHECK(marked("\U000e0041") == "[\\u{e0041}]");
}

TEST_CASE("a letter of another script deceives only within a Latin word", "[base][unicode]") {
    CHECK(marked("say\u041dello") == "say[\\u{41d}]ello");
    CHECK(marked("\u041d ello") == "\u041d ello");
    CHECK(marked("b = 1\uff1b") == "b = 1[\\u{ff1b}]");
}

TEST_CASE("bytes that are no UTF-8 are single invalid characters", "[base][unicode]") {
    CHECK(marked("a\xff") == "a[\\xff]");
    CHECK(marked("\xc0\xaf") == "[\\xc0][\\xaf]");
    CHECK(marked("\xed\xa0\x80") == "[\\xed][\\xa0][\\x80]");
    CHECK(marked("\xe2\x80") == "[\\xe2][\\x80]");
    CHECK(marked("\xf4\x90\x80\x80") == "[\\xf4][\\x90][\\x80][\\x80]");
}

TEST_CASE("the characters of any bytes joined again are those bytes", "[base][unicode]") {
    CHECK(rc::check([](const std::string& text) {
        std::string joined;
        for_each_character(text, [&](const Character& c) { joined += c.bytes; });
        RC_ASSERT(joined == text);
    }));
}

TEST_CASE("a wide character takes two columns and a combining mark none", "[base][unicode]") {
    CHECK(display_width("abc") == 3);
    CHECK(display_width("版本") == 4);
    CHECK(display_width("e\u0301") == 1);
    CHECK(display_width("✓") == 1);
}

TEST_CASE("quoted text is cut, and shows what would deceive", "[base][text]") {
    CHECK(quote("a\"b\\c") == "\"a\\\"b\\\\c\"");
    CHECK(quote("x\u202ey\n") == "\"x\\u{202e}y\\x0a\"");
    CHECK(quote("abcdef", 3) == "\"abc…\"");
}
