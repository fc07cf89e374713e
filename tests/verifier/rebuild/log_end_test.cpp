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

}  // namespace

TEST_CASE("what a build left in place of an artifact is read back", "[verifier][rebuild]") {
    const test::TempFolder folder;
    const auto outputs = test::need(Folder::open(folder.path()));
    CHECK(test::need(verifier::left_by_build(outputs)).empty());
    std::ofstream(folder / "left") << "\"a\\x0ab\"\n\"other\"\n";
    CHECK(test::need(verifier::left_by_build(outputs)) == std::vector<std::string>{"\"a\\x0ab\"", "\"other\""});
}

TEST_CASE("what is kept of a log is its end, as text, in whole lines", "[verifier][rebuild]") {
    CHECK(kept_of("").empty());
    CHECK(kept_of("one\ntwo") == "one\ntwo");
    CHECK(kept_of("a\xff"
                  "b\n") == "a\\xffb\n");
    // Nothing in it moves a cursor or turns the direction of text; nothing has to be escaped again.
    CHECK(kept_of("a\tb\x1b[2J\n") == "a\tb\\x1b[2J\n");
    CHECK(kept_of(std::string("a\0b", 3)) == "a\\x00b");
    CHECK_FALSE(kept_of("a\u202eb").contains("\u202e"));
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
