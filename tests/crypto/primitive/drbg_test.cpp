// SPDX-License-Identifier: Apache-2.0
#include "crypto/primitive/drbg.hpp"

#include "tests/crypto/fixed_random.hpp"

using namespace assay;
using namespace assay::crypto;
using test::secret_from_hex;

// NIST CAVP, HMAC_DRBG without reseeding, SHA-512, no personalization, no additional input, count 0. The standard's
// nonce follows the entropy input.
TEST_CASE("the generator is HMAC-DRBG of SP 800-90A", "[crypto][drbg][vectors]") {
    HmacDrbg drbg(secret_from_hex("35049f389a33c0ecb1293238fd951f8ffd517dfde06041d32945b3e26914ba15"
                                  "f7328760be6168e6aa9fb54784989a11"),
                  "");
    Bytes out(256);
    drbg.fill(out);
    drbg.fill(out);
    CHECK(encode_hex(ByteView(out).first(32)) == "e76491b0260aacfded01ad39fbf1a66a88284caa5123368a2ad9330ee48335e3");
    CHECK(encode_hex(ByteView(out).last(32)) == "8987154fe9ecb052b3f0a256fcc30cc14572531c9628973639beda456f2bddf6");
}

TEST_CASE("one seed gives the same bytes for one purpose, and others for another", "[crypto][drbg]") {
    const auto seed = secret_from_hex(std::string(64, '7'));
    HmacDrbg first(seed, "shares"), again(seed, "shares"), other(seed, "nonces");
    const auto bytes = first.secret(100'000);
    CHECK(equal(bytes.view(), again.secret(100'000).view()));
    CHECK(!equal(bytes.view(), other.secret(100'000).view()));
    CHECK(!equal(bytes.view(), first.secret(100'000).view()));
    first.fill({});
}
