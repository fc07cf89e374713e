// SPDX-License-Identifier: Apache-2.0
#include "escrow/wire/party_header.hpp"

#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::escrow;
using test::message_of;
using test::need;

TEST_CASE("a client names its identity in full, in one way only", "[escrow][wire]") {
    const auto party = crypto::IdentityId::copy_of(Bytes(crypto::IdentityId::kSize, 0xAB));
    const auto text = render_party(party);
    CHECK(text.size() == 64);
    CHECK(text.substr(0, 6) == "ababab");
    CHECK(need(parse_party(text)) == party);
    for (const auto& other : {std::string(), text.substr(2), text + "00", std::string(64, 'A'), text.substr(1) + "g"})
        CHECK(message_of(parse_party(other)) == "assay-party is not 64 lower-case hexadecimal digits");
}
