// SPDX-License-Identifier: Apache-2.0
#include "base/cell/sink.hpp"

#include "tests/support/support.hpp"

#include <rapidcheck.h>

#include <fcntl.h>

using namespace assay;
using namespace assay::cell;
using namespace assay::test;

namespace {

// What a sink makes of a text that comes in pieces.
std::string through(Sink& sink, const std::vector<std::string>& pieces) {
    for (const auto& piece : pieces) need(sink.take(bytes_of(piece)));
    need(sink.finish());
    return to_text(sink.release_bytes());
}

}  // namespace

TEST_CASE("a sink keeps the first bytes or the last", "[base][cell][sink]") {
    auto keep = Sink::keep(4), tail = Sink::tail(4), exact = Sink::keep(6);
    CHECK(through(keep, {"abc", "def"}) == "abcd");
    CHECK(keep.is_truncated());
    CHECK(keep.seen() == 6);
    CHECK(through(tail, {"abc", "def"}) == "cdef");
    CHECK(tail.is_truncated());
    CHECK(through(exact, {"abc", "def"}) == "abcdef");
    CHECK(!exact.is_truncated());
}

TEST_CASE("a tail holds the last bytes however they come", "[base][cell][sink]") {
    const bool holds = rc::check([](const std::vector<std::string>& pieces) {
        std::string all;
        for (const auto& piece : pieces) all += piece;
        const std::size_t most = 5;
        auto tail = Sink::tail(most);
        RC_ASSERT(through(tail, pieces) == all.substr(all.size() - std::min(all.size(), most)));
    });
    CHECK(holds);
}

TEST_CASE("a file sink says that it is truncated, and is no longer than it may be", "[base][cell][sink]") {
    const test::TempFolder folder;
    const auto path = folder / "log";
    for (const std::size_t most : {4U, 27U, 28U, 29U, 36U, 37U, 38U, 127U, 128U, 129U, 1000U, 1030U}) {
        auto sink = Sink::file(need(Descriptor::open(path, O_CREAT | O_TRUNC | O_RDWR, 0600)), most);
        const std::string text(most + 1, 'x');
        CHECK(through(sink, {text.substr(0, 3), text.substr(3)}).empty());
        CHECK(sink.is_truncated());
        const auto written = test::read(path);
        CHECK(written.size() <= most);
        CHECK(written.size() + 1 >= most);
        const auto kept = written.find('\n');
        if (most < 28)
            CHECK(written == text.substr(0, most));
        else
            CHECK(written.substr(kept) == "\n[truncated after " + std::to_string(kept) + " bytes]\n");
    }
    auto whole = Sink::file(need(Descriptor::open(path, O_CREAT | O_TRUNC | O_RDWR, 0600)), 6);
    CHECK(through(whole, {"abc", "def"}).empty());
    CHECK(test::read(path) == "abcdef");
}
