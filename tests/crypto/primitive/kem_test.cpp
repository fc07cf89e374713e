// SPDX-License-Identifier: Apache-2.0
#include "crypto/primitive/kem.hpp"

#include "base/core/text.hpp"
#include "crypto/primitive/aead.hpp"
#include "crypto/primitive/digest.hpp"
#include "crypto/primitive/hybrid.hpp"
#include "tests/crypto/fixed_random.hpp"
#include "tests/crypto/inflate.hpp"
#include "tests/crypto/primitive/wycheproof.hpp"

#include <botan/x25519.h>
#include <rapidcheck.h>
#include <map>
#include <sstream>

using namespace assay;
using namespace assay::crypto;
using test::from_hex, test::secret_from_hex;

namespace {

/// The values of a CCTV file that are in bytes: `name = hex`; the first of each name.
std::map<std::string, Bytes> cctv_values(const std::string& folder) {
    std::istringstream lines(test::read(test::vectors("cctv") / "ML-KEM" / folder / "ML-KEM-768.txt"));
    std::map<std::string, Bytes> out;
    for (std::string line; std::getline(lines, line);)
        if (const auto equals = line.find(" = "); equals != std::string::npos)
            if (auto bytes = decode_hex(line.substr(equals + 3)))
                out.emplace(line.substr(0, equals), std::move(*bytes));
    return out;
}

}  // namespace

TEST_CASE("X25519 agrees with Wycheproof", "[crypto][kem][vectors]") {
    test::walk_wycheproof("x25519", [](const test::WycheproofCase& c, test::Tally& tally) {
        const auto shared = x25519_shared(SecretBytes(c.bytes("private")), c.bytes("public"));
        if (c.has_flag("ZeroSharedSecret"))
            return tally.count(c.name(), !shared && shared.error().kind() == ErrorKind::Invalid);
        tally.count(c.name(), shared && equal(shared->view(), c.bytes("shared")));
    });
}

TEST_CASE("X25519 public keys are those of Botan", "[crypto][kem]") {
    test::CountingRandom random;
    for (int i = 0; i < 50; ++i) {
        const auto secret = random.secret(kX25519Bytes);
        const Botan::X25519_PrivateKey botan(
            Botan::secure_vector<std::uint8_t>(secret.view().begin(), secret.view().end()));
        CHECK(x25519_public(secret) == botan.raw_public_key_bits());
    }
    CHECK(test::message_of(x25519_shared(random.secret(32), Bytes(31))) ==
          "reading x25519 public key: 31 bytes, expected 32");
}

TEST_CASE("ML-KEM-768 agrees with Wycheproof", "[crypto][kem][vectors]") {
    test::walk_wycheproof("mlkem_768", [](const test::WycheproofCase& c, test::Tally& tally) {
        const auto seed = c.bytes("seed"), ciphertext = c.bytes("c");
        if (seed.size() != kMlKemSeedBytes || ciphertext.size() != kMlKemCiphertextBytes)
            return tally.skip("other sizes never reach ML-KEM: the hybrid splits keys and ciphertexts by size");
        c.expect(tally, ml_kem_public(SecretBytes(seed)) == c.bytes("ek") &&
                            equal(ml_kem_decapsulate(SecretBytes(seed), ciphertext).view(), c.bytes("K")));
    });
    test::walk_wycheproof("mlkem_768_encaps", [](const test::WycheproofCase& c, test::Tally& tally) {
        test::FixedRandom random(c.bytes("m"));
        const auto made = ml_kem_encapsulate(c.bytes("ek"), random);
        c.expect(tally, made && made->encapsulated == c.bytes("c") && equal(made->shared.view(), c.bytes("K")));
    });
    test::walk_wycheproof("mlkem_768_keygen_seed", [](const test::WycheproofCase& c, test::Tally& tally) {
        c.expect(tally, ml_kem_public(SecretBytes(c.bytes("seed"))) == c.bytes("ek"));
    });
    test::walk_wycheproof("mlkem_768_semi_expanded_decaps", [](const test::WycheproofCase&, test::Tally& tally) {
        tally.skip("keys are kept as seeds, expanded ones are not read");
    });
}

TEST_CASE("ML-KEM-768 agrees with CCTV", "[crypto][kem][vectors]") {
    test::Tally tally("cctv ML-KEM");
    for (const char* folder : {"intermediate", "unluckysample"}) {
        const auto values = cctv_values(folder);
        test::FixedRandom random(values.at("m"));
        const auto made = test::need(ml_kem_encapsulate(values.at("ek"), random));
        tally.count(folder, made.encapsulated == values.at("c") && equal(made.shared.view(), values.at("K")));
        tally.skip("keys from d and z: made as in the draft of FIPS 203, which hashed the seed without the dimension");
    }
    tally.skip("strcmp: has an expanded key only; the same case is in Wycheproof with its seed");
    const auto keys = test::inflate(test::read(test::vectors("cctv") / "ML-KEM" / "modulus" / "ML-KEM-768.txt.gz"));
    for (const auto line : split(trim(keys), '\n'))
        tally.count("modulus", test::message_of(check_ml_kem_public(from_hex(line))) ==
                                   "reading ml-kem-768 public key: one of its numbers is above the modulus");
}

// draft-connolly-cfrg-xwing-kem-10, appendix C, the first.
TEST_CASE("the hybrid is X-Wing", "[crypto][kem][vectors]") {
    const auto seed = secret_from_hex("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26");
    test::FixedRandom random(
        "3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e2"
        "35b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2");
    const auto made = test::need(hybrid_encapsulate(hybrid_public(seed), random));
    CHECK(random.used_up());
    CHECK(encode_hex(made.shared.view()) == "d2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384");
    CHECK(equal(test::need(hybrid_decapsulate(seed, made.encapsulated)).view(), made.shared.view()));
}

// The vector of draft-ietf-hpke-pq-03 for our suite, its long values as digests. It has associated data, which we do
// not use, so its key and nonce seal a message of our own.
TEST_CASE("HPKE has the key schedule of its draft", "[crypto][kem][vectors]") {
    const auto seed = secret_from_hex("b3f98b03126a431ccecc62ae0f68e102c2d8e1cc7b21ba85d821d8e31761e0f8");
    const auto info =
        test::need(decode_hex("34663634363532303666366532303631323034373732363536333639363136653230353537323665"));
    test::FixedRandom random(
        "a3a869097e0241158eca5dc6c9e695f9e0d2ee5db51c09c435aab69d56509a43"
        "d94ff76d7d47cf79ecf75394261236cec024bd849cc782e14f7f0738af83daed");
    const auto public_key = hybrid_public(seed);
    CHECK(hex(sha256(public_key)) == "120b60e0ae3c00c1c9def1c61aeb12de710bfa49646ae6f99a7e564b25ace493");
    const auto made = test::need(hybrid_encapsulate(public_key, random));
    CHECK(hex(sha256(made.encapsulated)) == "3a7ef30fb815e75b7f0f16f5bab5c36250882d94ea0f776cc2241cdd3b36b480");
    CHECK(encode_hex(made.shared.view()) == "b90cf181d95351d1091569487caaf6c3434eeb181a2c4c04631980ce139afa67");

    const auto key = from_hex("4a4c042267e8ec360c83b2baf0d5e3dcca73a86531cdf67ec41d95bccfe12387");
    const auto nonce = from_hex("5ddfaaee10a4dfd0d8e1b49f");
    const auto ciphertext = aead_seal(Aead::ChaCha20Poly1305, {key, nonce, {}}, bytes_of("a message"));
    CHECK(text_of(test::need(hpke_open(seed, text_of(info), made.encapsulated, ciphertext)).view()) == "a message");
}

TEST_CASE("what HPKE seals opens for its recipient and purpose only", "[crypto][kem]") {
    test::CountingRandom random;
    const auto seed = random.secret(kHybridSeedBytes), other = random.secret(kHybridSeedBytes);
    const auto public_key = hybrid_public(seed);
    CHECK(public_key.size() == kHybridPublicBytes);
    CHECK(check_hybrid_public(public_key));
    CHECK(rc::check([&](const Bytes& plaintext, std::uint16_t place) {
        auto sealed = hpke_seal(public_key, "purpose", plaintext, random).value();
        RC_ASSERT(sealed.encapsulated.size() == kHybridEncapsulatedBytes);
        RC_ASSERT(equal(hpke_open(seed, "purpose", sealed.encapsulated, sealed.ciphertext)->view(), plaintext));
        RC_ASSERT(hpke_open(other, "purpose", sealed.encapsulated, sealed.ciphertext).error().kind() ==
                  ErrorKind::Untrusted);
        RC_ASSERT(!hpke_open(seed, "another", sealed.encapsulated, sealed.ciphertext));
        sealed.encapsulated[place % kHybridEncapsulatedBytes] ^= 1;
        RC_ASSERT(!hpke_open(seed, "purpose", sealed.encapsulated, sealed.ciphertext));
    }));
}

TEST_CASE("hybrid keys of the wrong shape are refused, each in its own words", "[crypto][kem]") {
    test::CountingRandom random;
    const auto seed = random.secret(kHybridSeedBytes);
    auto key = hybrid_public(seed);
    CHECK(test::message_of(check_hybrid_public(Bytes(5))) ==
          "reading mlkem768x25519 public key: 5 bytes, expected 1216");
    CHECK(test::message_of(hpke_open(seed, "", Bytes(5), Bytes(16))) ==
          "reading mlkem768x25519 encapsulated key: 5 bytes, expected 1120");
    auto above = key;
    above[0] = 0xff;
    above[1] |= 0x0f;
    CHECK(test::message_of(hpke_seal(above, "", {}, random)) ==
          "reading ml-kem-768 public key: one of its numbers is above the modulus");
    std::fill(key.end() - kX25519Bytes, key.end(), std::uint8_t{0});
    const auto sealed = hpke_seal(key, "", {}, random);
    REQUIRE(!sealed);
    CHECK(sealed.error().kind() == ErrorKind::Invalid);
    CHECK(sealed.error().message() == "agreeing on a key by x25519: the public key is of small order");
}
