// SPDX-License-Identifier: Apache-2.0
#include "base/terminal/escape.hpp"

#include "base/core/text.hpp"
#include "tests/support/support.hpp"

#include <rapidcheck.h>
#include <charconv>
#include <set>

using namespace assay;

namespace {

std::set<char32_t> code_points(std::string_view text) {
    std::set<char32_t> out;
    for (; !text.empty(); text.remove_prefix(first_character(text).bytes.size()))
        out.insert(first_character(text).code_point);
    return out;
}

char32_t code_point(std::string_view name) {
    std::uint32_t value = 0;
    std::from_chars(name.data() + 2, name.data() + name.size(), value, 16);
    return value;
}

}  // namespace

TEST_CASE("trojan-source vectors: every listed character is shown escaped", "[base][escape][vectors]") {
    const auto folder = test::vectors("trojan-source");
    const auto set = test::read_json(folder / "cases.json");
    test::Tally tally("trojan-source/cases.json");
    for (const auto& test_case : *set.find("cases")->items()) {
        const auto name = std::string(test_case.text_at("file"));
        const auto text = test::read(folder / name);
        const auto on_terminal = escape_for_terminal(text, LineBreaks::Keep);
        const auto in_html = escape_for_html(text, LineBreaks::Keep);
        bool holds = true;
        for (const auto& shown : {on_terminal, in_html}) {
            const auto left = code_points(shown);
            holds = holds && is_utf8(shown);
            for (const auto& listed : *test_case.find("code_points")->items())
                holds = holds && !left.contains(code_point(*listed.text()));
        }
        // A joiner within an emoji and a byte order mark at the start are no finding, yet are shown all the same.
        const bool has_invisible = name.starts_with("clean-emoji") || name.starts_with("clean-bom");
        if (test_case.text_at("expect") == "clean" && !has_invisible) holds = holds && on_terminal == text;
        tally.count(name, holds, on_terminal);
    }
}

TEST_CASE("no text makes a terminal move, hide or reorder anything", "[base][escape]") {
    CHECK(escape_for_terminal("\x1b]0;title\x07\r\n\t\x08") == "\\x1b]0;title\\x07\\x0d\\x0a\\x09\\x08");
    CHECK(escape_for_terminal("a\nb\tc\r", LineBreaks::Keep) == "a\nb\tc\\x0d");
    CHECK(escape_for_terminal("\u009b31m") == "\\u{9b}31m");
    CHECK(escape_for_terminal("\x9b"
                              "31m") == "\\x9b31m");
    CHECK(rc::check([](const std::string& text) {
        for (const auto& out : {escape_for_terminal(text), escape_for_html(text)}) {
            RC_ASSERT(is_utf8(out));
            for (const auto left : code_points(out))
                RC_ASSERT(left >= 0x20 && left != 0x7f && !(left >= 0x80 && left < 0xa0));
        }
    }));
}

TEST_CASE("no text becomes a tag, an attribute or a reference", "[base][escape]") {
    CHECK(escape_for_html("<a href=\"x\" id='y'>&amp;</a>") ==
          "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
    CHECK(rc::check([](const std::string& text) {
        for (const char c : escape_for_html(text)) RC_ASSERT(c != '<' && c != '>' && c != '"' && c != '\'');
    }));
}
