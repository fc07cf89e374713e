// SPDX-License-Identifier: Apache-2.0
#include "crypto/primitive/aead.hpp"

#include "tests/crypto/primitive/wycheproof.hpp"

#include <rapidcheck.h>

using namespace assay;
using namespace assay::crypto;

namespace {

void walk(Aead algorithm, const std::string& file) {
    test::walk_wycheproof(file, [=](const test::WycheproofCase& c, test::Tally& tally) {
        const auto key = c.bytes("key"), nonce = c.bytes("iv"), associated = c.bytes("aad"), plaintext = c.bytes("msg");
        if (key.size() != kAeadKeyBytes) return tally.skip("keys of other than 256 bits are not used");
        if (nonce.size() != kAeadNonceBytes) return tally.skip("nonces of other than 96 bits are not used");
        auto ciphertext = c.bytes("ct");
        append(ciphertext, c.bytes("tag"));
        const AeadInput input{key, nonce, associated};
        const auto opened = aead_open(algorithm, input, ciphertext);
        if (c.valid() && aead_seal(algorithm, input, plaintext) != ciphertext)
            return tally.count(c.name(), false, "sealing gave another ciphertext");
        c.expect(tally, opened && *opened == plaintext);
    });
}

}  // namespace

TEST_CASE("AES-256-GCM agrees with Wycheproof", "[crypto][aead][vectors]") { walk(Aead::Aes256Gcm, "aes_gcm"); }

TEST_CASE("ChaCha20-Poly1305 agrees with Wycheproof", "[crypto][aead][vectors]") {
    walk(Aead::ChaCha20Poly1305, "chacha20_poly1305");
}

TEST_CASE("what is sealed opens, and nothing altered does", "[crypto][aead]") {
    const Bytes key(kAeadKeyBytes, 7), nonce(kAeadNonceBytes, 1);
    for (const auto algorithm : {Aead::Aes256Gcm, Aead::ChaCha20Poly1305})
        CHECK(rc::check([&](const Bytes& plaintext, const Bytes& associated, std::uint16_t place) {
            const AeadInput input{key, nonce, associated};
            auto sealed = aead_seal(algorithm, input, plaintext);
            RC_ASSERT(sealed.size() == plaintext.size() + kAeadTagBytes);
            RC_ASSERT(aead_open(algorithm, input, sealed).value() == plaintext);
            sealed[place % sealed.size()] ^= 1;
            RC_ASSERT(aead_open(algorithm, input, sealed).error().kind() == ErrorKind::Untrusted);
        }));
}

TEST_CASE("bytes shorter than a tag are no ciphertext", "[crypto][aead]") {
    const Bytes key(kAeadKeyBytes), nonce(kAeadNonceBytes);
    const auto opened = aead_open(Aead::Aes256Gcm, {key, nonce, {}}, Bytes(15));
    REQUIRE(!opened);
    CHECK(opened.error().kind() == ErrorKind::Invalid);
    CHECK(opened.error().message() == "opening sealed bytes: 15 bytes are too few to hold a tag of 16");
}
