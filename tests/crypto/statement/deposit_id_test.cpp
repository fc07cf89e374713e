// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/deposit_id.hpp"

#include "tests/support/support.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace assay;
using test::need;

TEST_CASE("an id that is nearly right gets those it may be as a hint", "[crypto][deposit_id]") {
    const auto id = [](std::uint8_t first) {
        Bytes bytes(crypto::DepositId::kSize);
        bytes[0] = first;
        return crypto::DepositId::copy_of(bytes);
    };
    // dep-aaaa…, dep-eaaa…, dep-77aa… and so on.
    const std::vector<crypto::DepositId> ids = {id(0x00), id(0x20), id(0xff)};
    const auto hints = [&](std::string_view typed) {
        const auto found = need(crypto::DepositPrefix::parse(typed)).choose(ids);
        REQUIRE(!found);
        CHECK(found.error().kind() == ErrorKind::NotFound);
        return found.error().hints();
    };
    CHECK(hints("dep-aaba") == std::vector<std::string>{"perhaps it is dep-aaaaaaaaaaaa…"});
    CHECK(hints("dep-iaaa") == std::vector<std::string>{"perhaps it is dep-aaaaaaaaaaaa…, dep-eaaaaaaaaaaa…"});
    CHECK(hints("dep-aeaa") == std::vector<std::string>{"perhaps it is dep-aaaaaaaaaaaa…, dep-eaaaaaaaaaaa…"});
    CHECK(hints("dep-bbaa").empty());
    CHECK(hints("dep-bcde").empty());
}
