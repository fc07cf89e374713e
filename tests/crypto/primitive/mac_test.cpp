// SPDX-License-Identifier: Apache-2.0
#include "crypto/primitive/mac.hpp"

#include "tests/crypto/primitive/wycheproof.hpp"

using namespace assay;
using namespace assay::crypto;

TEST_CASE("HMAC-SHA-256 agrees with Wycheproof", "[crypto][mac][vectors]") {
    test::walk_wycheproof("hmac_sha256", [](const test::WycheproofCase& c, test::Tally& tally) {
        const auto tag = c.bytes("tag");
        const auto ours = hmac_sha256(c.bytes("key"), c.bytes("msg"));
        c.expect(tally, equal(ours.view().first(tag.size()), tag));
    });
}

TEST_CASE("HKDF-SHA-256 agrees with Wycheproof", "[crypto][mac][vectors]") {
    test::walk_wycheproof("hkdf_sha256", [](const test::WycheproofCase& c, test::Tally& tally) {
        if (c.has_flag("SizeTooLarge")) return tally.skip("more than 8160 bytes are a mistake of the caller");
        const auto size = static_cast<std::size_t>(*c.test.find("size")->integer());
        const auto key = hkdf_sha256(c.bytes("ikm"), c.bytes("salt"), ByteView(c.bytes("info")), size);
        c.expect(tally, equal(key.view(), c.bytes("okm")));
    });
}

TEST_CASE("an empty key and an empty message have an HMAC", "[crypto][mac]") {
    CHECK(hex(hmac_sha256({}, {})) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}
