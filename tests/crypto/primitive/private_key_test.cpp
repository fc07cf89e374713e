// SPDX-License-Identifier: Apache-2.0
#include "crypto/primitive/signature.hpp"

#include "base/core/encoding.hpp"
#include "tests/crypto/primitive/wycheproof.hpp"

#include <botan/xof.h>
#include <cstdlib>

using namespace assay;
using namespace assay::crypto;

namespace {

constexpr std::array kAlgorithms{SignatureAlgorithm::Ed25519, SignatureAlgorithm::EcdsaP384,
                                 SignatureAlgorithm::MlDsa44, SignatureAlgorithm::MlDsa87};

void walk_sign(SignatureAlgorithm algorithm, const std::string& file) {
    test::walk_wycheproof(file, [=](const test::WycheproofCase& c, test::Tally& tally) {
        if (!c.test.text_at("ctx").empty()) return tally.skip("a context is not used");
        if (c.test.find("rnd") != nullptr) return tally.skip("randomized signing is not used");
        if (c.has_flag("Internal")) return tally.skip("signing a message representative is not used");
        const auto key = PrivateKey::from_secret(algorithm, SecretBytes(c.group_bytes("privateSeed")));
        if (!key) return c.expect(tally, false);
        if (key->public_key().bytes() != c.group_bytes("publicKey"))
            return tally.count(c.name(), false, "the seed gave another public key");
        c.expect(tally, test::need(key->sign(c.bytes("msg"))) == c.bytes("sig"));
    });
}

std::string stored(const PrivateKey& key) { return to_text(key.render().view()); }

std::string refusal(SignatureAlgorithm algorithm, std::string_view text) {
    const auto key = PrivateKey::parse(algorithm, bytes_of(text));
    if (!key) CHECK(key.error().kind() == ErrorKind::Invalid);
    return test::message_of(key);
}

}  // namespace

TEST_CASE("ML-DSA signing from a seed agrees with Wycheproof", "[crypto][signature][vectors]") {
    walk_sign(SignatureAlgorithm::MlDsa44, "mldsa_44_sign_seed");
    walk_sign(SignatureAlgorithm::MlDsa87, "mldsa_87_sign_seed");
    for (const char* file : {"mldsa_44_sign_noseed", "mldsa_87_sign_noseed"})
        test::walk_wycheproof(file, [](const test::WycheproofCase&, test::Tally& tally) {
            tally.skip("keys are kept as seeds, expanded ones are not read");
        });
}

TEST_CASE("ML-DSA as a whole gives the accumulated digests", "[crypto][signature][vectors]") {
    const auto json = test::read_json(test::vectors("cctv") / "ml-dsa_accumulated.json");
    const bool thorough = std::getenv("ASSAY_LONG") != nullptr;
    const std::string turns = thorough ? "10000" : "100";
    test::Tally tally("cctv ml-dsa_accumulated");
    for (const auto& [name, digests] : *json.find("iterations_to_digest")->members()) {
        if (name == "ML-DSA-65") {
            tally.skip("ML-DSA-65 is not used");
            continue;
        }
        const auto algorithm = name == "ML-DSA-44" ? SignatureAlgorithm::MlDsa44 : SignatureAlgorithm::MlDsa87;
        const auto seeds = Botan::XOF::create_or_throw("SHAKE-128"), sum = Botan::XOF::create_or_throw("SHAKE-128");
        for (int turn = 0; turn < std::stoi(turns); ++turn) {
            SecretBytes seed(32);
            seeds->output(seed.mutable_view());
            const auto key = test::need(PrivateKey::from_secret(algorithm, std::move(seed)));
            const auto signature = test::need(key.sign({}));
            sum->update(key.public_key().bytes());
            sum->update(signature);
        }
        tally.count(name, encode_hex(sum->output_stdvec(32)) == digests.text_at(turns));
        if (!thorough) tally.skip("sampled: 100 turns; 10,000 when ASSAY_LONG is set");
        tally.skip("60,000,000 turns are out of reach");
    }
    tally.skip("field operations are inside the library");
}

// RFC 6979 appendix A.2.6.
TEST_CASE("P-384 signs as RFC 6979 says", "[crypto][signature]") {
    const auto secret = test::need(
        decode_hex("6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5"));
    const auto key = test::need(PrivateKey::from_secret(SignatureAlgorithm::EcdsaP384, SecretBytes(secret)));
    CHECK(encode_hex(key.public_key().bytes()) ==
          "04ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc13"
          "8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720");
    CHECK(encode_hex(test::need(key.sign(bytes_of("sample")))) ==
          "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46"
          "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8");
}

// RFC 8032 section 7.1, test 2.
TEST_CASE("Ed25519 signs as RFC 8032 says", "[crypto][signature]") {
    const auto seed = test::need(decode_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
    const auto key = test::need(PrivateKey::from_secret(SignatureAlgorithm::Ed25519, SecretBytes(seed)));
    CHECK(encode_hex(key.public_key().bytes()) == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    CHECK(encode_hex(test::need(key.sign(bytes_of("r")))) ==
          "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
          "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
}

TEST_CASE("a private key is read as it was written, and signs the same", "[crypto][signature]") {
    test::CountingRandom random;
    for (const auto algorithm : kAlgorithms) {
        INFO(name_of(algorithm));
        const auto key = PrivateKey::generate(algorithm, random);
        const auto again = test::need(PrivateKey::parse(algorithm, key.render().view()));
        CHECK(again.public_key() == key.public_key());
        CHECK(test::need(again.sign(bytes_of("m"))) == test::need(key.sign(bytes_of("m"))));
        CHECK(stored(again) == stored(key));
    }
}

TEST_CASE("private keys in any other form are refused", "[crypto][signature]") {
    test::CountingRandom random;
    const auto ed25519 = stored(PrivateKey::generate(SignatureAlgorithm::Ed25519, random));
    const auto p384 = stored(PrivateKey::generate(SignatureAlgorithm::EcdsaP384, random));
    const auto mldsa = stored(PrivateKey::generate(SignatureAlgorithm::MlDsa44, random));

    const std::string another_form = "reading ed25519 private key: not in the one form that is written here";
    CHECK(refusal(SignatureAlgorithm::Ed25519, "note\n" + ed25519) == another_form);
    CHECK(refusal(SignatureAlgorithm::Ed25519, ed25519 + "\n") == another_form);
    CHECK(refusal(SignatureAlgorithm::Ed25519, "") ==
          "reading ed25519 private key: not an unencrypted PKCS#8 file in PEM");
    CHECK(refusal(SignatureAlgorithm::Ed25519, mldsa) ==
          "reading ed25519 private key: not an unencrypted PKCS#8 file in PEM");
    CHECK(refusal(SignatureAlgorithm::Ed25519, p384) == "reading ed25519 private key: it holds no Ed25519 key");
    CHECK(refusal(SignatureAlgorithm::EcdsaP384, ed25519) == "reading ecdsa-p384 private key: it holds no P-384 key");
    CHECK(refusal(SignatureAlgorithm::EcdsaP384, std::string(5000, 'A')) ==
          "reading ecdsa-p384 private key: a key file has at most 4096 bytes");
    const std::string seed_form =
        "reading mldsa44 private key: a seed is 64 lower-case hexadecimal digits and a newline";
    CHECK(refusal(SignatureAlgorithm::MlDsa44, mldsa.substr(0, 64)) == seed_form);
    CHECK(refusal(SignatureAlgorithm::MlDsa44, mldsa + "\n") == seed_form);
    CHECK(refusal(SignatureAlgorithm::MlDsa44, std::string(64, 'G') + "\n") ==
          "reading mldsa44 private key: hexadecimal holds a character outside its alphabet");
    CHECK(test::message_of(PrivateKey::from_secret(SignatureAlgorithm::EcdsaP384, SecretBytes(48))) ==
          "reading ecdsa-p384 private key: the number is not between 1 and the order of the curve");
    CHECK(test::message_of(PrivateKey::from_secret(SignatureAlgorithm::Ed25519, SecretBytes(31))) ==
          "reading ed25519 private key: 31 bytes, expected 32");
}

// Written by OpenSSL's own command from the secrets of RFC 8032 and RFC 6979, which everybody knows.
TEST_CASE("key files of OpenSSL's command are read, but not other curves, other labels or passwords",
          "[crypto][signature]") {
    const auto ed25519 =
        test::need(PrivateKey::parse(SignatureAlgorithm::Ed25519, bytes_of(R"(-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7
-----END PRIVATE KEY-----
)")));
    CHECK(encode_hex(ed25519.public_key().bytes()).starts_with("3d4017c3e843895a"));

    const std::string encrypted = R"(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhwP/x2kZBxkwICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEPSoO1jkiZgUSU3dqml6nkAEQDXo
4rSlKdmp8hfdBcAnzvBZWztXzBextFVXcDAmXLq/gexzLTqH45HB+JTP8Y0gsy1L
uwl5cqSo4ZJAnysykTQ=
-----END ENCRYPTED PRIVATE KEY-----
)";
    CHECK(refusal(SignatureAlgorithm::Ed25519, encrypted) ==
          "reading ed25519 private key: not an unencrypted PKCS#8 file in PEM");
    const std::string other_label = R"(-----BEGIN EC PRIVATE KEY-----
MIGkAgEBBDBrnT2tLhuMHAWxmHW2ZZ9N4jw7Znvyl7qapHdAeHE32JbVck5McKgl
+HLJ6mDS7fWgBwYFK4EEACKhZANiAATsOk5BW04ZpFaGGAKfQn+l2pqLxK6S4C4G
quUoazAMZN748OqQVYZgZKJUUVSAvBOAFdm3LX1XJE6o75rAxiGJZwilk2f537n1
TKhLPxydsSiLIxw64NT+c0T9JTMmRyA=
-----END EC PRIVATE KEY-----
)";
    CHECK(refusal(SignatureAlgorithm::EcdsaP384, other_label) ==
          "reading ecdsa-p384 private key: not an unencrypted PKCS#8 file in PEM");
    const std::string without_public_key = R"(-----BEGIN PRIVATE KEY-----
ME4CAQAwEAYHKoZIzj0CAQYFK4EEACIENzA1AgEBBDBrnT2tLhuMHAWxmHW2ZZ9N
4jw7Znvyl7qapHdAeHE32JbVck5McKgl+HLJ6mDS7fU=
-----END PRIVATE KEY-----
)";
    CHECK(refusal(SignatureAlgorithm::EcdsaP384, without_public_key) ==
          "reading ecdsa-p384 private key: not in the one form that is written here");
    const std::string p256 = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgUiS3wBySZNesLx9h
rz0FlKCKJZXYfVk9fdM+2nx1eN+hRANCAAQDq4Lt13d9kQj2AV7xLZjvTH5hBjTg
04Di5dzIcRKT5GgXUTTDD4qyWv4dX2j2A/06MlmNK5kpsA101lmgFahN
-----END PRIVATE KEY-----
)";
    CHECK(refusal(SignatureAlgorithm::EcdsaP384, p256) == "reading ecdsa-p384 private key: it holds no P-384 key");
}
