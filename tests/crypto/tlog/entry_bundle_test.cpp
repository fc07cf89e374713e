// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/entry_bundle.hpp"

#include "tests/support/support.hpp"

#include <rapidcheck.h>

using namespace assay;
using namespace assay::crypto;

TEST_CASE("a bundle is read as it is written", "[crypto][bundle]") {
    CHECK(rc::check([](const std::vector<Bytes>& entries) {
        if (entries.size() > kBundleEntriesMax) return;
        const auto bundle = encode_entries(entries);
        RC_ASSERT(*decode_entries(*bundle, static_cast<unsigned>(entries.size())) == entries);
    }));
    CHECK(rc::check([](const Bytes& bytes, unsigned width) {
        const auto entries = decode_entries(bytes, width % 8);
        if (entries) RC_ASSERT(*encode_entries(*entries) == bytes);
    }));
}

TEST_CASE("a bundle of the wrong width or length is refused", "[crypto][bundle]") {
    const Bytes two{0, 1, 'a', 0, 0};
    CHECK(test::need(decode_entries(two, 2)) == std::vector<Bytes>{{'a'}, {}});
    CHECK(test::message_of(decode_entries(two, 1)) == "reading a bundle of 1 entry: bytes follow the last entry");
    CHECK(test::message_of(decode_entries(two, 3)) == "reading a bundle of 3 entries: it ends after 2");
    CHECK(test::message_of(decode_entries(Bytes{0}, 1)) == "reading a bundle of 1 entry: it ends inside a length");
    CHECK(test::message_of(decode_entries(Bytes{0, 2, 'a'}, 1)) ==
          "reading a bundle of 1 entry: it ends inside an entry");
}

TEST_CASE("an entry longer than two bytes can say is refused", "[crypto][bundle]") {
    CHECK(encode_entries({Bytes(kEntryBytesMax)}));
    CHECK(encode_entries({Bytes(kEntryBytesMax + 1)}).error().kind() == ErrorKind::Limit);
    CHECK(encode_entries(std::vector<Bytes>(kBundleEntriesMax + 1)).error().kind() == ErrorKind::Limit);
}
