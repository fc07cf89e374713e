// SPDX-License-Identifier: Apache-2.0
#include "verifier/room/seen.hpp"

#include "base/files/durable.hpp"
#include "tests/support/support.hpp"

using namespace assay;
using crypto::TreeHead;
using test::need;

namespace {

TreeHead head(std::uint64_t size, std::uint8_t filled) {
    return {need(crypto::TreeSize::from(size)), crypto::MerkleHash::copy_of(Bytes(32, filled))};
}

std::optional<ErrorKind> fault(const verifier::SeenLogs& seen, const TreeHead& shown) {
    const auto checked = seen.check({{"test.example/log", shown}});
    return checked ? std::nullopt : std::optional(checked.error().kind());
}

}  // namespace

TEST_CASE("a room refuses an older tree of a log, and another one of the same size", "[verifier][room]") {
    const test::TempFolder place;
    const auto folder = need(Folder::open(place.path()));
    auto seen = need(verifier::SeenLogs::load(folder));
    CHECK_FALSE(fault(seen, head(1, 1)));
    need(seen.remember({{"test.example/log", head(7, 1)}}, folder));

    // As it is written down, too.
    for (const auto& each : {seen, need(verifier::SeenLogs::load(folder))}) {
        CHECK_FALSE(fault(each, head(7, 1)));
        CHECK_FALSE(fault(each, head(8, 2)));
        CHECK(fault(each, head(6, 1)) == ErrorKind::Refused);
        CHECK(fault(each, head(7, 2)) == ErrorKind::Equivocation);
        CHECK(each.check({{"another.example/log", head(1, 1)}}));
    }
}

TEST_CASE("a record of what was seen that is not in form is refused", "[verifier][room]") {
    const test::TempFolder place;
    const auto folder = need(Folder::open(place.path()));
    const auto refused = [&](std::string_view text) {
        need(write_durably(place / "seen.json", bytes_of(text)));
        const auto loaded = verifier::SeenLogs::load(folder);
        return loaded ? std::nullopt : std::optional(loaded.error().kind());
    };
    CHECK(refused(R"({"format": "assay-seen-v2", "logs": {}})") == ErrorKind::Unsupported);
    CHECK(refused(R"({"format": "assay-seen-v1", "logs": []})") == ErrorKind::Invalid);
    CHECK(refused(R"({"format": "assay-seen-v1", "logs": {"a": {"size": "1"}}})") == ErrorKind::Invalid);
    CHECK(refused(R"({"format": "assay-seen-v1", "logs": {}, "more": 1})") == ErrorKind::Invalid);
    CHECK_FALSE(refused(R"({"format": "assay-seen-v1", "logs": {}})"));
}
