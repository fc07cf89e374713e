// SPDX-License-Identifier: Apache-2.0
#include "storage/snapshot/line_counter.hpp"

#include "tests/support/support.hpp"

#include <rapidcheck.h>
#include <algorithm>

using namespace assay;
using namespace assay::storage;

namespace {

std::uint64_t lines_of(std::string_view text) {
    LineCounter counter;
    counter.update(bytes_of(text));
    return counter.finish();
}

}  // namespace

TEST_CASE("newlines are counted as a plain loop counts them", "[storage][snapshot]") {
    const auto holds = rc::check("eight at a time", [] {
        const auto sizes = *rc::gen::inRange<std::size_t>(0, 5000);
        const auto bytes = *rc::gen::container<Bytes>(
            sizes, rc::gen::element<std::uint8_t>(0, '\n' - 1, '\n', '\n' + 1, 0x8a, 0x7f, 0x80, 0xff));
        RC_ASSERT(count_newlines(bytes) == static_cast<std::uint64_t>(std::ranges::count(bytes, '\n')));
    });
    CHECK(holds);
    CHECK(count_newlines(Bytes(100'000, '\n')) == 100'000);
}

TEST_CASE("a last line without newline counts, an empty file has none", "[storage][snapshot]") {
    CHECK(lines_of("") == 0);
    CHECK(lines_of("a") == 1);
    CHECK(lines_of("a\n") == 1);
    CHECK(lines_of("a\nb") == 2);
    CHECK(lines_of("\n\n") == 2);
}

TEST_CASE("a file with a NUL near its beginning has no lines", "[storage][snapshot]") {
    CHECK(lines_of(std::string_view("a\n\0b\n", 5)) == 0);
    CHECK(lines_of(std::string(8000, 'a') + std::string(1, '\0') + "\n") == 1);
    CHECK(lines_of(std::string(7999, 'a') + std::string(1, '\0') + "\n") == 0);
}

TEST_CASE("lines do not depend on how the file arrives", "[storage][snapshot]") {
    const auto text = std::string(7990, 'x') + "\n" + std::string(100, 'y') + "\nend";
    LineCounter counter;
    for (const char c : text) counter.update(bytes_of(std::string_view(&c, 1)));
    CHECK(counter.finish() == lines_of(text));
    CHECK(counter.finish() == 3);
}
