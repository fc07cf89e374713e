// SPDX-License-Identifier: Apache-2.0
#include "verifier/rebuild/log_end.hpp"

#include "tests/support/support.hpp"

#include <fcntl.h>
#include <fstream>

using namespace assay;

namespace {

std::string kept_of(const std::string& text) {
    const test::TempFolder folder;
    std::ofstream(folder / "log") << text;
    return test::need(verifier::end_of_log(test::need(Descriptor::open(folder / "log", O_RDONLY))));
}

std::vector<std::string> end_of(const std::string& text) { return verifier::last_lines(kept_of(text)); }

}  // namespace

TEST_CASE("of a log the last twenty lines are shown, in their order", "[verifier][rebuild]") {
    std::string text;
    for (int line = 1; line <= 30; ++line) text += std::to_string(line) + "\n";
    const auto shown = end_of(text);
    REQUIRE(shown.size() == verifier::kLogLinesShown);
    CHECK(shown.front() == "11");
    CHECK(shown.back() == "30");
    CHECK(end_of("").empty());
    CHECK(end_of("one") == std::vector<std::string>{"one"});
}

TEST_CASE("a long line is cut, and bytes that are no text are shown as such", "[verifier][rebuild]") {
    CHECK(end_of("a\xff"
                 "b\n") == std::vector<std::string>{"a\\xffb"});
    const auto cut = end_of(std::string(5000, 'x') + "\n");
    REQUIRE(cut.size() == 1);
    CHECK(cut.front() == std::string(verifier::kLogLineBytesShown, 'x') + "…");
}

TEST_CASE("what a build left in place of an artifact is read back", "[verifier][rebuild]") {
    const test::TempFolder folder;
    const auto outputs = test::need(Folder::open(folder.path()));
    CHECK(test::need(verifier::left_by_build(outputs)).empty());
    std::ofstream(folder / "left") << "\"a\\x0ab\"\n\"other\"\n";
    CHECK(test::need(verifier::left_by_build(outputs)) == std::vector<std::string>{"\"a\\x0ab\"", "\"other\""});
}

TEST_CASE("of a large log only the end is read", "[verifier][rebuild]") {
    const auto shown = end_of(std::string(1U << 20, 'x') + "\nlast words\n");
    CHECK(shown == std::vector<std::string>{"last words"});
}

TEST_CASE("what is kept of a log is its end, as text, in whole lines", "[verifier][rebuild]") {
    CHECK(kept_of("").empty());
    CHECK(kept_of("one\ntwo") == "one\ntwo");
    CHECK(kept_of("a\xff"
                  "b\n") == "a\\xffb\n");
    const std::string most(verifier::kLogEndBytesMax - 1, 'x');
    CHECK(kept_of(most + "\n") == most + "\n");
    CHECK(kept_of("first\n" + std::string(100, 'y') + "\n" + most.substr(50) + "\n") == most.substr(50) + "\n");
    // A single line that is too long keeps its end.
    CHECK(kept_of(std::string(1U << 20, 'x')) == std::string(verifier::kLogEndBytesMax, 'x'));
    // Bytes that are no text are four times as long when they are written down.
    const auto escaped = kept_of(std::string(verifier::kLogEndBytesMax, '\xff'));
    CHECK(escaped.size() == verifier::kLogEndBytesMax);
    CHECK(escaped.starts_with("\\xff"));
}
