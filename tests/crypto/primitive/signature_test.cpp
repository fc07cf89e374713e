// SPDX-License-Identifier: Apache-2.0
#include "crypto/primitive/signature.hpp"

#include "crypto/primitive/implementations.hpp"
#include "tests/crypto/primitive/wycheproof.hpp"

#include <rapidcheck.h>
#include <atomic>
#include <set>
#include <thread>

using namespace assay;
using namespace assay::crypto;

namespace {

constexpr std::array kAlgorithms{SignatureAlgorithm::Ed25519, SignatureAlgorithm::EcdsaP384,
                                 SignatureAlgorithm::MlDsa44, SignatureAlgorithm::MlDsa87};

void walk_verify(SignatureAlgorithm algorithm, const std::string& file, const char* key_member) {
    test::walk_wycheproof(file, [=](const test::WycheproofCase& c, test::Tally& tally) {
        if (!c.test.text_at("ctx").empty()) return tally.skip("a context is not used");
        const auto* nested = c.group.find("publicKey");
        const auto bytes = test::need(decode_hex(nested->text() ? *nested->text() : nested->text_at(key_member)));
        const auto key = PublicKey::parse(algorithm, bytes);
        const auto status = key ? key->verify(c.bytes("msg"), c.bytes("sig")) : Status();
        if (!status && status.error().code() == "implementations-disagree")
            return tally.count(c.name(), false, status.error().message());
        c.expect(tally, key && status);
    });
}

}  // namespace

TEST_CASE("Ed25519 verification agrees with Wycheproof", "[crypto][signature][vectors]") {
    walk_verify(SignatureAlgorithm::Ed25519, "ed25519", "pk");
}

TEST_CASE("P-384 verification agrees with Wycheproof", "[crypto][signature][vectors]") {
    walk_verify(SignatureAlgorithm::EcdsaP384, "ecdsa_secp384r1_sha384_p1363", "uncompressed");
}

TEST_CASE("ML-DSA verification agrees with Wycheproof", "[crypto][signature][vectors]") {
    walk_verify(SignatureAlgorithm::MlDsa44, "mldsa_44_verify", "");
    walk_verify(SignatureAlgorithm::MlDsa87, "mldsa_87_verify", "");
}

// The rule of signature.hpp in the flags of the set: no key with a part of small order, none in a second encoding, no
// commitment in a second encoding, and no leftover of small order in the equation.
TEST_CASE("Ed25519 holds to one rule where implementations differ", "[crypto][signature][vectors]") {
    const auto cases = test::read_json(test::vectors("cctv") / "ed25519" / "ed25519vectors.json");
    test::Tally tally("cctv ed25519");
    std::size_t alike = 0;
    for (const auto& item : *cases.items()) {
        std::set<std::string> flags;
        if (const auto* list = item.find("flags"); list != nullptr && list->items() != nullptr)
            for (const auto& flag : *list->items()) flags.insert(*flag.text());
        const bool bad_key = flags.contains("low_order_component_A") || flags.contains("low_order_A") ||
                             flags.contains("non_canonical_A");
        const bool bad_signature = flags.contains("low_order_residue") || flags.contains("non_canonical_R");
        const auto bytes = test::need(decode_hex(item.text_at("key")));
        const auto signature = test::need(decode_hex(item.text_at("sig")));
        const auto message = bytes_of(item.text_at("msg"));
        const auto name = "number " + std::to_string(*item.find("number")->integer());

        const auto key = PublicKey::parse(SignatureAlgorithm::Ed25519, bytes);
        if (bad_key || !key) {
            tally.count(name, bad_key == !key, key ? "the key was read" : "the key was refused");
            continue;
        }
        const auto status = key->verify(message, signature);
        tally.count(name, status.has_value() == !bad_signature, test::message_of(status));
        alike += openssl_accepts(*key, message, signature) == botan_accepts(*key, message, signature) ? 1U : 0U;
        CHECK((status || status.error().code() != "implementations-disagree"));
    }
    CHECK(alike > 0);
}

TEST_CASE("when the implementations differ, the error says so", "[crypto][signature]") {
    const auto algorithm = SignatureAlgorithm::Ed25519;
    CHECK(judge_both(algorithm, true, true).has_value());
    CHECK(test::message_of(judge_both(algorithm, false, false)) ==
          "checking ed25519 signature: it does not fit key and message");
    CHECK(test::message_of(judge_both(algorithm, true, false)) ==
          "implementations-disagree: checking ed25519 signature: openssl accepts, botan refuses");
    CHECK(test::message_of(judge_both(algorithm, false, true)) ==
          "implementations-disagree: checking ed25519 signature: botan accepts, openssl refuses");
    CHECK(judge_both(algorithm, true, false).error().kind() == ErrorKind::Untrusted);
    CHECK(judge_both(algorithm, true, false).error().code() == "implementations-disagree");
    CHECK(judge_both(algorithm, false, false).error().code().empty());
}

TEST_CASE("algorithms are known by one name each", "[crypto][signature]") {
    for (const auto algorithm : kAlgorithms)
        CHECK(test::need(parse_signature_algorithm(name_of(algorithm))) == algorithm);
    const auto unknown = parse_signature_algorithm("rsa");
    REQUIRE(!unknown);
    CHECK(unknown.error().kind() == ErrorKind::Unsupported);
    CHECK(unknown.error().message() == "signature algorithm \"rsa\" is not known here");
}

TEST_CASE("public keys that are no keys are refused, each in its own words", "[crypto][signature]") {
    const auto refusal = [](SignatureAlgorithm algorithm, const std::string& key) {
        const auto parsed = PublicKey::parse(algorithm, test::need(decode_hex(key)));
        if (!parsed) CHECK(parsed.error().kind() == ErrorKind::Invalid);
        return test::message_of(parsed);
    };
    const std::string zeros31(62, '0'), ffs30(60, 'f');
    const auto ed25519 = SignatureAlgorithm::Ed25519;
    CHECK(refusal(ed25519, "00") == "reading ed25519 public key: 1 byte, expected 32");
    const std::string not_canonical = "reading ed25519 public key: the point is not in its canonical encoding";
    const std::string not_prime_order = "reading ed25519 public key: not a point of the prime-order group";
    CHECK(refusal(ed25519, "ed" + ffs30 + "7f") == not_canonical);
    CHECK(refusal(ed25519, "ee" + ffs30 + "ff") == not_canonical);
    CHECK(refusal(ed25519, "01" + zeros31.substr(2) + "80") == not_canonical);
    CHECK(refusal(ed25519, "ec" + ffs30 + "ff") == not_canonical);
    CHECK(refusal(ed25519, "01" + zeros31) == not_prime_order);
    CHECK(refusal(ed25519, "ec" + ffs30 + "7f") == not_prime_order);
    CHECK(refusal(ed25519, "00" + zeros31) == not_prime_order);
    CHECK(refusal(ed25519, "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05") == not_prime_order);
    CHECK(refusal(ed25519, "02" + zeros31) == not_prime_order);  // no point has this y

    const auto p384 = SignatureAlgorithm::EcdsaP384;
    CHECK(refusal(p384, "04" + std::string(192, '0')) == "reading ecdsa-p384 public key: not a point on the curve");
    CHECK(refusal(p384, "04" + std::string(192, 'f')) == "reading ecdsa-p384 public key: not a point on the curve");
    CHECK(refusal(p384, "06" + std::string(192, '0')) ==
          "reading ecdsa-p384 public key: the point is not in uncompressed form");
    CHECK(refusal(SignatureAlgorithm::MlDsa44, "00") == "reading mldsa44 public key: 1 byte, expected 1312");
}

TEST_CASE("a signature fits its own key and message only", "[crypto][signature]") {
    test::CountingRandom random;
    for (const auto algorithm : kAlgorithms) {
        INFO(name_of(algorithm));
        const auto ours = PrivateKey::generate(algorithm, random), theirs = PrivateKey::generate(algorithm, random);
        const auto message = bytes_of("the message");
        auto signature = test::need(ours.sign(message));
        CHECK(ours.public_key().bytes().size() == public_key_size(algorithm));
        CHECK(signature.size() == signature_size(algorithm));
        CHECK(ours.public_key().verify(message, signature));
        CHECK(!ours.public_key().verify(bytes_of("another"), signature));
        CHECK(!theirs.public_key().verify(message, signature));
        auto longer = signature;
        longer.push_back(0);
        CHECK(test::message_of(ours.public_key().verify(message, longer)).ends_with(std::to_string(signature.size())));
        CHECK(!ours.public_key().verify(message, {}));
        signature[signature.size() / 2] ^= 1;
        const auto status = ours.public_key().verify(message, signature);
        REQUIRE(!status);
        CHECK(status.error().kind() == ErrorKind::Untrusted);
    }
}

TEST_CASE("a key judges a signature alike whatever it judged before", "[crypto][signature]") {
    test::CountingRandom random;
    for (const auto algorithm : kAlgorithms) {
        INFO(name_of(algorithm));
        const auto ours = PrivateKey::generate(algorithm, random);
        const auto key = test::need(PublicKey::parse(algorithm, ours.public_key().bytes()));
        const auto message = bytes_of("the message");
        const auto right = test::need(ours.sign(message));
        std::vector<Bytes> wrong(4, right);
        wrong[0].front() ^= 1;
        wrong[1].back() ^= 0xff;  // ML-DSA: a count of hints that no signature has
        wrong[2].assign(right.size(), 0xff);
        wrong[3].assign(right.size(), 0);
        for (const auto& signature : wrong) {
            CHECK(!key.verify(message, signature));
            CHECK(key.verify(message, right));
            CHECK(!key.verify(bytes_of("another"), right));
            CHECK(PublicKey(key).verify(message, right));
        }
    }
}

TEST_CASE("one parsed key checks right and wrong signatures in many threads at once", "[crypto][signature]") {
    test::CountingRandom random;
    for (const auto algorithm : kAlgorithms) {
        const auto ours = PrivateKey::generate(algorithm, random);
        const auto key = test::need(PublicKey::parse(algorithm, ours.public_key().bytes()));
        const auto signature = test::need(ours.sign(bytes_of("right")));
        std::atomic<int> alike = 0;
        {
            std::vector<std::jthread> threads;
            for (int thread = 0; thread < 4; ++thread)
                threads.emplace_back([&, thread] {
                    for (int turn = 0; turn < 20; ++turn) {
                        const bool is_right = (thread + turn) % 2 == 0;
                        const auto status = key.verify(bytes_of(is_right ? "right" : "wrong"), signature);
                        alike += status.has_value() == is_right ? 1 : 0;
                    }
                });
        }
        CHECK(alike == 80);
    }
}

TEST_CASE("one key signs and checks in many threads at once", "[crypto][signature]") {
    test::CountingRandom random;
    for (const auto algorithm : kAlgorithms) {
        const auto key = PrivateKey::generate(algorithm, random);
        std::atomic<int> right = 0;
        {
            std::vector<std::jthread> threads;
            for (int thread = 0; thread < 4; ++thread)
                threads.emplace_back([&, thread] {
                    for (int turn = 0; turn < 5; ++turn) {
                        const auto message = std::to_string(thread) + " " + std::to_string(turn);
                        const auto signature = key.sign(bytes_of(message));
                        right += signature && key.public_key().verify(bytes_of(message), *signature) ? 1 : 0;
                    }
                });
        }
        CHECK(right == 20);
    }
}

TEST_CASE("OpenSSL and Botan judge altered signatures alike", "[crypto][signature]") {
    test::CountingRandom random;
    for (const auto algorithm : {SignatureAlgorithm::Ed25519, SignatureAlgorithm::EcdsaP384}) {
        const auto key = PrivateKey::generate(algorithm, random);
        CHECK(rc::check([&](const Bytes& message, std::uint16_t place, std::uint8_t change) {
            auto signature = key.sign(message).value();
            signature[place % signature.size()] ^= change;
            const bool openssl = openssl_accepts(key.public_key(), message, signature);
            RC_ASSERT(openssl == botan_accepts(key.public_key(), message, signature));
            RC_ASSERT(openssl == (change == 0));
        }));
        CHECK(rc::check([&](const Bytes& message) {
            Bytes noise(signature_size(algorithm));
            random.fill(noise);
            RC_ASSERT(!openssl_accepts(key.public_key(), message, noise));
            RC_ASSERT(!botan_accepts(key.public_key(), message, noise));
        }));
    }
}

TEST_CASE("OpenSSL and Botan read the same P-384 points", "[crypto][signature]") {
    const auto key = PrivateKey::generate(SignatureAlgorithm::EcdsaP384, *std::make_unique<test::CountingRandom>());
    CHECK(rc::check([&](std::uint8_t place, std::uint8_t change) {
        auto bytes = key.public_key().bytes();
        bytes[1 + place % (bytes.size() - 1)] ^= change;
        RC_ASSERT(openssl_reads(SignatureAlgorithm::EcdsaP384, bytes) ==
                  botan_reads(SignatureAlgorithm::EcdsaP384, bytes));
    }));
}

TEST_CASE("of the two signatures of P-384 that are right one has the smaller s", "[crypto][signature]") {
    test::CountingRandom random(7);
    std::size_t changed = 0;
    for (int i = 0; i < 20; ++i) {
        const auto key = PrivateKey::generate(SignatureAlgorithm::EcdsaP384, random);
        const auto message = bytes_of("message");
        const auto made = test::need(key.sign(message));
        const auto low = with_low_s(made);
        CHECK(has_low_s(low));
        CHECK(with_low_s(low) == low);
        test::need(key.public_key().verify(message, low));
        changed += low != made;
        if (low != made) CHECK_FALSE(has_low_s(made));
    }
    CHECK(changed > 0);
    CHECK_FALSE(has_low_s(Bytes(95)));
}
