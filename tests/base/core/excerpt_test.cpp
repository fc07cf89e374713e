// SPDX-License-Identifier: Apache-2.0
#include "base/core/excerpt.hpp"

#include "tests/support/support.hpp"

using namespace assay;

TEST_CASE("of a text the last twenty lines are shown, in their order", "[base][core]") {
    std::string text;
    for (int line = 1; line <= 30; ++line) text += std::to_string(line) + "\n";
    const auto shown = last_lines(text);
    REQUIRE(shown.size() == kLinesShown);
    CHECK(shown.front() == "11");
    CHECK(shown.back() == "30");
    CHECK(last_lines("").empty());
    CHECK(last_lines("one") == std::vector<std::string>{"one"});
    CHECK(last_lines("\n\n").size() == 2);
}

TEST_CASE("a long line is cut between characters", "[base][core]") {
    CHECK(cut_line(std::string(kLineBytesShown, 'x')) == std::string(kLineBytesShown, 'x'));
    CHECK(cut_line(std::string(5000, 'x')) == std::string(kLineBytesShown, 'x') + "…");
    CHECK(cut_line(std::string(kLineBytesShown - 1, 'x') + "éé") == std::string(kLineBytesShown - 1, 'x') + "é…");
}
