// SPDX-License-Identifier: Apache-2.0
#include "base/terminal/terminal.hpp"

#include "tests/support/support.hpp"

using namespace assay;

namespace {

TerminalFacts a_terminal() {
    return {.is_tty = true, .columns = 120, .term = "xterm", .no_color = {}, .clicolor_force = {}};
}

}  // namespace

TEST_CASE("colour is for terminals, unless something says otherwise", "[base][terminal]") {
    CHECK(judge(a_terminal()).has_color);
    CHECK(!judge({}).has_color);
    auto facts = a_terminal();
    facts.no_color = "1";
    CHECK(!judge(facts).has_color);
    CHECK(judge(facts, ColorChoice::Always).has_color);
    facts.clicolor_force = "1";
    CHECK(!judge(facts).has_color);
    facts.no_color = "";
    CHECK(judge(facts).has_color);
    CHECK(!judge(facts, ColorChoice::Never).has_color);
    TerminalFacts pipe;
    pipe.clicolor_force = "1";
    CHECK(judge(pipe).has_color);
    pipe.clicolor_force = "0";
    CHECK(!judge(pipe).has_color);
}

TEST_CASE("a dumb terminal is none", "[base][terminal]") {
    auto facts = a_terminal();
    facts.term = "dumb";
    CHECK(!judge(facts).is_terminal);
    CHECK(!judge(facts).has_color);
    facts.term = std::nullopt;
    CHECK(!judge(facts).is_terminal);
}

TEST_CASE("the width is the terminal's, or 80 where that is unknown or absurd", "[base][terminal]") {
    CHECK(judge(a_terminal()).width == 120);
    CHECK(judge({}).width == 80);
    auto facts = a_terminal();
    facts.columns = 3;
    CHECK(judge(facts).width == 80);
}

TEST_CASE("style dresses text only where there is colour", "[base][terminal]") {
    CHECK(Style(false).bad("x") == "x");
    CHECK(Style(true).bad("x") == "\x1b[1;31mx\x1b[0m");
    CHECK(Style(true).bad("").empty());
}
