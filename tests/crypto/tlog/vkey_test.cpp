// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/vkey.hpp"

#include "crypto/primitive/digest.hpp"
#include "tests/crypto/tlog/vector_file.hpp"

#include <rapidcheck.h>

using namespace assay;
using namespace assay::crypto;

namespace {

constexpr auto kPeter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

}  // namespace

TEST_CASE("the shared vectors of verifier keys hold", "[crypto][vkey][vectors]") {
    const auto json = test::tlog_vectors("vkeys.json");
    test::Tally tally("tlog-tiles/vkeys");
    for (const auto& item : test::items_of(json, "cases")) {
        const auto vkey = test::text_of(item, "vkey");
        const auto key = NoteKey::parse(vkey);
        const bool accept = test::wants_accept(item);
        if (accept && !key && key.error().kind() == ErrorKind::Unsupported) {
            tally.skip("keys of type " + std::to_string(test::integer_of(item, "type")) + " are not supported");
            continue;
        }
        bool right = key.has_value() == accept;
        if (right && key)
            right = key->name().text() == test::text_of(item, "name") &&
                    hex(key->id()) == test::text_of(item, "key_id") &&
                    static_cast<int>(key->type()) == test::integer_of(item, "type") && key->render() == vkey;
        tally.count(test::text_of(item, "id"), right, test::message_of(key));
    }
}

TEST_CASE("each way to spoil a vkey has its own words", "[crypto][vkey]") {
    const auto peter = std::string(kPeter);
    const auto told = [](const std::string& vkey) {
        const auto message = test::message_of(NoteKey::parse(vkey));
        const auto at = message.rfind(": ");
        return at == std::string::npos ? message : message.substr(at + 2);
    };
    CHECK(told(peter).empty());
    CHECK(told("PeterNeumann+c74f20a3") == "it has not three parts");
    CHECK(told("+c74f20a3" + peter.substr(21)) == "the key name is empty");
    CHECK(told("PeterNeumann+C74F20A3" + peter.substr(21)) == "the key id is not 8 lower-case hexadecimal digits");
    CHECK(told("PeterNeumann+c74f20a3+") == "the key is empty");
    CHECK(told("QeterNeumann" + peter.substr(12)).starts_with("its id is not that of the key, "));
    CHECK(NoteKey::parse("x+00000000+Ag==").error().kind() == ErrorKind::Unsupported);
    CHECK(told("x+00000000+Ag==") == "ECDSA keys (type 0x02) are not supported");
    CHECK(told("x+00000000+BQ==") == "RFC 6962 tree head keys (type 0x05) are not supported");
    CHECK(told("x+00000000+/w==") == "the signature type 0xff is unknown");
}

TEST_CASE("a key name has no space of any kind and no plus sign", "[crypto][vkey]") {
    for (const auto* good : {"x", "example.com/foo", "\xe2\x80\x94", "\xc3\xa9t\xc3\xa9", "a\x7f"})
        CHECK(KeyName::parse(good));
    for (const auto* bad : {"", " ", "a b", "a+b", "a\nb", "a\tb", "a\x01", "a\xc2\xa0z", "a\xc2\x85z", "a\xe1\x9a\x80",
                            "\xe2\x80\x80", "\xe2\x80\x8a", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf",
                            "\xe2\x81\x9f", "\xe3\x80\x80", "\xff", "\xc2"})
        CHECK_FALSE(KeyName::parse(bad));
    CHECK(KeyName::parse("a\xe2\x80\x8b"));  // a zero-width space is no space to Unicode
}

TEST_CASE("a key takes its type's algorithm only", "[crypto][vkey]") {
    test::CountingRandom random;
    const auto ed25519 = PrivateKey::generate(SignatureAlgorithm::Ed25519, random);
    const auto mldsa44 = PrivateKey::generate(SignatureAlgorithm::MlDsa44, random);
    const auto name = test::need(KeyName::parse("w"));
    CHECK(test::message_of(NoteKey::from(name, NoteKeyType::Ed25519, mldsa44.public_key())) ==
          "the Ed25519 key \"w\" cannot be a key of mldsa44");
    CHECK_FALSE(NoteKey::from(name, NoteKeyType::MlDsa44Cosignature, ed25519.public_key()));
    const auto long_name = test::need(KeyName::parse(std::string(256, 'n')));
    CHECK(NoteKey::from(long_name, NoteKeyType::Ed25519Cosignature, ed25519.public_key()));
    CHECK(NoteKey::from(long_name, NoteKeyType::MlDsa44Cosignature, mldsa44.public_key()).error().kind() ==
          ErrorKind::Limit);
}

TEST_CASE("a vkey parses only when it is what rendering would write", "[crypto][vkey]") {
    CHECK(rc::check([](std::size_t at, char c) {
        auto text = std::string(kPeter);
        text[at % text.size()] = c;
        const auto key = NoteKey::parse(text);
        RC_ASSERT(key.has_value() == (text == kPeter));
    }));
}
