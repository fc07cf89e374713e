// SPDX-License-Identifier: Apache-2.0
#include "crypto/age/age.hpp"

#include "base/core/text.hpp"
#include "crypto/age/header.hpp"
#include "crypto/age/stream.hpp"
#include "crypto/primitive/digest.hpp"
#include "tests/crypto/inflate.hpp"

#include <map>
#include <set>

using namespace assay;
using namespace assay::crypto;

namespace {

/// One file of CCTV: a header of `key: value` lines, a blank line, an age file.
struct Vector {
    std::multimap<std::string, std::string> header;
    std::string file;

    std::string value(const std::string& key) const {
        const auto found = header.find(key);
        return found == header.end() ? std::string() : found->second;
    }
    bool has(const std::string& key) const { return header.contains(key); }
};

Vector read_vector(const std::filesystem::path& path) {
    const auto content = test::read(path);
    const auto blank = content.find("\n\n");
    Vector out;
    for (const auto line : split(std::string_view(content).substr(0, blank), '\n')) {
        const auto colon = line.find(": ");
        out.header.emplace(line.substr(0, colon), line.substr(colon + 2));
    }
    out.file = content.substr(blank + 2);
    if (out.value("compressed") == "zlib") out.file = test::inflate(out.file);
    return out;
}

std::vector<AgeIdentity> identities_of(const Vector& vector) {
    std::vector<AgeIdentity> out;
    for (auto [at, end] = vector.header.equal_range("identity"); at != end; ++at)
        out.push_back(test::need(AgeIdentity::parse(bytes_of(at->second + "\n"))));
    return out;
}

bool as_expected(const std::string& expect, const Vector& vector, const Result<SecretBytes>& opened) {
    if (expect == "success") return opened && hex(sha256(opened->view())) == vector.value("payload");
    if (opened) return false;
    const auto kind = opened.error().kind();
    if (expect == "no match") return kind == ErrorKind::Refused;
    if (expect == "HMAC failure") return opened.error().message() == "opening age file: the header's MAC does not fit";
    if (expect == "payload failure") return kind == ErrorKind::Untrusted;
    if (expect == "header failure") return kind == ErrorKind::Invalid || kind == ErrorKind::Unsupported;
    return false;
}

std::string refusal(const AgeIdentity& identity, std::string_view file) {
    return test::message_of(age_open(identity, bytes_of(file)));
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    REQUIRE(at != text.npos);
    return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("age files of CCTV are opened or refused as they should be", "[crypto][age][vectors]") {
    test::Tally tally("cctv age");
    std::set<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(test::vectors("cctv") / "age")) paths.insert(entry);
    for (const auto& path : paths) {
        const auto name = path.filename().string();
        const auto vector = read_vector(path);
        const auto opened = age_open(identities_of(vector), bytes_of(vector.file));
        if (vector.has("armored") || vector.has("passphrase")) {
            INFO(name);
            CHECK(!opened);
            tally.skip(vector.has("armored") ? "armored files are not supported, and were refused"
                                             : "passphrases are not supported, and were refused");
            continue;
        }
        tally.count(name, as_expected(vector.value("expect"), vector, opened),
                    vector.value("expect") + " expected; " + (opened ? "opened" : opened.error().message()));
    }
}

TEST_CASE("what is sealed is opened by its recipient", "[crypto][age]") {
    test::CountingRandom random;
    const auto identity = AgeIdentity::generate(random), other = AgeIdentity::generate(random);
    const auto recipient = identity.recipient();
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kAgeChunkBytes - 1, kAgeChunkBytes,
                                   kAgeChunkBytes + 1, 2 * kAgeChunkBytes, std::size_t{300'000}}) {
        const auto plaintext = random.secret(size);
        const auto file = test::need(age_seal(recipient, plaintext.view(), random));
        CHECK(equal(test::need(age_open(identity, file)).view(), plaintext.view()));
        const auto header = test::need(AgeHeader::parse(file));
        REQUIRE(header.stanzas.size() == 1);
        CHECK(header.stanzas[0].type() == "mlkem768x25519");
        CHECK(file.size() ==
              header.size + 16 + size + 16 * std::max<std::size_t>(1, (size + kAgeChunkBytes - 1) / kAgeChunkBytes));
        const auto refused = age_open(other, file);
        REQUIRE(!refused);
        CHECK(refused.error().kind() == ErrorKind::Refused);
        CHECK(refused.error().message() == "opening age file: it is sealed to somebody else, not to 1 identity given");
    }
}

TEST_CASE("the form of a sealed file is checked without a key", "[crypto][age]") {
    test::CountingRandom random;
    const auto recipient = AgeIdentity::generate(random).recipient();
    const auto file = test::need(age_seal(recipient, bytes_of(""), random));
    CHECK(check_age_form(file));
    const auto header = test::need(AgeHeader::parse(file));
    const auto why = [](ByteView bytes) {
        const auto checked = check_age_form(bytes);
        return checked ? std::string() : checked.error().message();
    };
    CHECK(why(ByteView(file).first(file.size() - 1)).ends_with("the payload is cut short"));
    CHECK(why(ByteView(file).first(header.size)).ends_with("the payload is cut short"));
    CHECK_FALSE(why(bytes_of("plain text")).empty());
    const auto with = [&](const AgeStanza& stanza) {
        auto out = to_bytes(render_age_header(stanza));
        append(out, render_age_mac(header.mac));
        append(out, Bytes(32));
        return out;
    };
    auto stanza = header.stanzas.front();
    CHECK(why(with(stanza)).empty());
    stanza.body.push_back(0);
    CHECK(why(with(stanza)).contains("a body of 33 bytes"));
    stanza.arguments.front() = "X25519";
    CHECK(why(with(stanza)).contains("a stanza of type"));
}

TEST_CASE("two files of one plaintext share nothing", "[crypto][age]") {
    test::CountingRandom random;
    const auto recipient = AgeIdentity::generate(random).recipient();
    const auto first = test::need(age_seal(recipient, bytes_of("same"), random));
    const auto second = test::need(age_seal(recipient, bytes_of("same"), random));
    CHECK(!equal(ByteView(first).last(36), ByteView(second).last(36)));
    CHECK(test::need(AgeHeader::parse(first)).stanzas[0].arguments !=
          test::need(AgeHeader::parse(second)).stanzas[0].arguments);
}

TEST_CASE("no altered or shortened file opens", "[crypto][age]") {
    test::CountingRandom random;
    const auto identity = AgeIdentity::generate(random);
    const auto file = test::need(age_seal(identity.recipient(), bytes_of("the deposit key"), random));
    const auto header_size = test::need(AgeHeader::parse(file)).size;
    // Opening costs a key agreement, so only every 13th byte of the header's long share is tried.
    for (std::size_t place = 0; place < file.size(); place += place > 40 && place < header_size - 100 ? 13 : 1) {
        auto altered = file;
        altered[place] ^= 1;
        INFO(place);
        REQUIRE(!age_open(identity, altered));
        REQUIRE(!age_open(identity, ByteView(file).first(place)));
    }
}

TEST_CASE("sealing to an X25519 recipient is refused in its own words", "[crypto][age]") {
    test::CountingRandom random;
    const auto recipient =
        test::need(AgeRecipient::parse("age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"));
    const auto sealed = age_seal(recipient, bytes_of("x"), random);
    REQUIRE(!sealed);
    CHECK(sealed.error().kind() == ErrorKind::Refused);
    CHECK(sealed.error().message().ends_with(
        "an X25519 recipient does not hold against quantum computers, an age1pq recipient is needed"));
}

TEST_CASE("what is too large is refused before it is worked on", "[crypto][age]") {
    test::CountingRandom random;
    const auto identity = AgeIdentity::generate(random);
    const auto sealed = age_seal(identity.recipient(), Bytes(kAgePlaintextBytesMax + 1), random);
    REQUIRE(!sealed);
    CHECK(sealed.error().kind() == ErrorKind::Limit);
    auto file = test::need(age_seal(identity.recipient(), {}, random));
    file.resize(file.size() + kAgePlaintextBytesMax + (1U << 16));
    const auto opened = age_open(identity, file);
    REQUIRE(!opened);
    CHECK(opened.error().kind() == ErrorKind::Limit);
}

TEST_CASE("malformed headers are refused, each in its own words", "[crypto][age]") {
    test::CountingRandom random;
    const auto identity = AgeIdentity::generate(random);
    const auto file = to_text(test::need(age_seal(identity.recipient(), bytes_of("x"), random)));
    const auto told = [&](std::string_view altered) { return refusal(identity, altered); };
    CHECK(told("") == "reading age file: this is no age file");
    CHECK(told("-----BEGIN AGE ENCRYPTED FILE-----\n") == "reading age file: armored files are not supported");
    CHECK(told(replaced(file, "org/v1", "org/v2")) == "reading age file: version \"v2\" is not supported");
    CHECK(told(replaced(file, "org/v1", "org/")) == "reading age file: line 1: malformed version");
    CHECK(told(replaced(file, "-> mlkem", "-> scrypt abc 10\n\n-> mlkem")) ==
          "reading age file: a passphrase stanza beside another stanza");
    CHECK(told("age-encryption.org/v1\n-> scrypt abc 10\n\n--- qcNy6mAn80JKuXPUW7ANJdOhzbOtVSsIGM12i5B4vx4\n") ==
          "reading age file: files sealed with a passphrase are not supported");
    CHECK(told("age-encryption.org/v1\n--- qcNy6mAn80JKuXPUW7ANJdOhzbOtVSsIGM12i5B4vx4\n") ==
          "reading age file: a header without a stanza");
    CHECK(told(replaced(file, "-> mlkem768x25519 ", "-> mlkem768x25519  ")) ==
          "reading age file: line 2: a stanza with an empty argument");
    CHECK(told(replaced(file, "-> mlkem768x25519 ", "-> mlkem768x25519 x ")) ==
          "reading age file: mlkem768x25519 stanza: 3 arguments, expected 2");
    CHECK(told(replaced(file, "-> mlkem768x25519 ", "-> mlkem768x25519 AAAA")) ==
          "reading age file: mlkem768x25519 stanza: a share of 1123 bytes, expected 1120");
    CHECK(told("age-encryption.org/v1\n-> a\n" + std::string(65, 'A') + "\n") ==
          "reading age file: line 3: a stanza's body line is longer than 64 columns");
    CHECK(told("age-encryption.org/v1\n-> a\nA\n--- x\n") ==
          "reading age file: line 3: the stanza's body: base64 has an impossible length");
    CHECK(told("age-encryption.org/v1\n-> a\n\n---qcNy\n") ==
          "reading age file: line 4: no space in front of the header's MAC");
    CHECK(told("age-encryption.org/v1\n-> a\n\n--- AAAA\n") ==
          "reading age file: line 4: the header's MAC has 3 bytes, expected 32");
    CHECK(told("age-encryption.org/v1\n-> a\n\nx\n") ==
          "reading age file: line 4: neither a stanza nor the header's MAC");
    CHECK(told("age-encryption.org/v1\n-> a") == "reading age file: line 2: the header ends without a newline");
    CHECK(told("age-encryption.org/v1\n-> " + std::string(70'000, 'a') + "\n") ==
          "reading age file: a header of more than 65536 bytes");
    std::string many = "age-encryption.org/v1\n";
    for (std::size_t i = 0; i <= kAgeStanzasMax; ++i) many += "-> a\n\n";
    CHECK(told(many) == "reading age file: more than 32 stanzas");
}

TEST_CASE("payloads that do not open say which chunk", "[crypto][age]") {
    test::CountingRandom random;
    const auto key = random.secret(32);
    const auto told = [&](ByteView sealed) { return test::message_of(open_age_stream(key, sealed)); };
    auto two = seal_age_stream(key, Bytes(kAgeChunkBytes + 1));
    CHECK(told({}) == "opening age file: the payload ends without a last chunk");
    CHECK(told(ByteView(two).first(kAgeChunkBytes + 16)) == "opening age file: chunk 1 of 1 does not open");
    CHECK(told(ByteView(two).first(kAgeChunkBytes + 16 + 16)) == "opening age file: the last chunk is empty");
    CHECK(told(ByteView(two).first(kAgeChunkBytes + 16 + 3)) ==
          "opening age file: the payload ends without a last chunk");
    two.back() ^= 1;
    CHECK(told(two) == "opening age file: chunk 2 of 2 does not open");
}
