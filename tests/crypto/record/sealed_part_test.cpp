// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/sealed_part.hpp"

#include "tests/crypto/record/reading.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

TEST_CASE("a statement's sealed parts are those that travel with it", "[crypto][record]") {
    const World w;
    const std::vector<SealedPart> parts = {{w.vendor.id(), to_bytes("one")}, {w.room.id(), to_bytes("two")}};
    const auto records = records_of(parts);
    CHECK(check_sealed_parts(parts, records));
    auto other = parts;
    other[1].file = to_bytes("three");
    CHECK_FALSE(check_sealed_parts(other, records));
    other = parts;
    other.pop_back();
    CHECK_FALSE(check_sealed_parts(other, records));
    other = parts;
    other.push_back({w.custodian.id(), to_bytes("three")});
    CHECK_FALSE(check_sealed_parts(other, records));
}
