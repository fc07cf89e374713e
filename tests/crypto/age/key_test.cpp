// SPDX-License-Identifier: Apache-2.0
#include "crypto/age/key.hpp"

#include "crypto/age/bech32.hpp"
#include "crypto/primitive/digest.hpp"
#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::crypto;

namespace {

AgeIdentity identity(const std::string& line) { return test::need(AgeIdentity::parse(bytes_of(line + "\n"))); }

std::string refusal(const std::string& stored) {
    const auto parsed = AgeIdentity::parse(bytes_of(stored));
    return test::message_of(parsed);
}

}  // namespace

// The examples of C2SP age; the hybrid recipient, being long, by its digest.
TEST_CASE("identities have the recipients that the specification shows", "[crypto][age][vectors]") {
    const auto x25519 = identity("AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX");
    CHECK(x25519.kind() == AgeKind::X25519);
    CHECK(x25519.recipient().render() == "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj");

    const auto hybrid = identity("AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR");
    CHECK(hybrid.kind() == AgeKind::Hybrid);
    const auto recipient = hybrid.recipient().render();
    CHECK(
        recipient.starts_with("age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkjuh3y235jzxshfg87pzf5zrqtzdxz95paef6caq5"));
    CHECK(hex(sha256(bytes_of(recipient))) == "a091dd7e0ee9d62b75173dcc98441a0424baa941e66a8776e570a4ae60ff61ea");
}

TEST_CASE("keys are read as they are written", "[crypto][age]") {
    test::CountingRandom random;
    const auto made = AgeIdentity::generate(random);
    CHECK(made.kind() == AgeKind::Hybrid);
    const auto stored = to_text(made.render().view());
    CHECK(stored.starts_with("AGE-SECRET-KEY-PQ-1"));
    CHECK(stored.ends_with('\n'));
    const auto again = test::need(AgeIdentity::parse(bytes_of(stored)));
    CHECK(equal(again.secret().view(), made.secret().view()));
    CHECK(again.recipient() == made.recipient());
    const auto recipient = test::need(AgeRecipient::parse(made.recipient().render()));
    CHECK(recipient == made.recipient());

    const std::string line = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX\n";
    CHECK(to_text(test::need(AgeIdentity::parse(bytes_of(line))).render().view()) == line);
}

TEST_CASE("identities in any other form are refused, and never quoted", "[crypto][age]") {
    const std::string line = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
    const std::string prefix = "reading age identity: it does not start with AGE-SECRET-KEY-PQ-1 or AGE-SECRET-KEY-1";
    CHECK(refusal(line) == "reading age identity: not one line with a newline at its end");
    CHECK(refusal(line + "\n\n") == "reading age identity: bech32: a character outside its alphabet");
    CHECK(refusal("# a comment\n" + line + "\n") == "reading age identity: bech32: upper and lower case are mixed");
    CHECK(refusal("age-secret-key-1gfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpq4egaex\n") == prefix);
    CHECK(refusal("\n") == "reading age identity: bech32: no separator 1");
    const auto upper = [](std::string_view hrp, std::size_t size) {
        auto text = encode_bech32(hrp, Bytes(size));
        for (auto& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        return text + "\n";
    };
    CHECK(refusal(upper("age-secret-key-", 31)) == "reading age identity: 31 bytes, expected 32");
    CHECK(refusal(upper("age-secret-key-pq-", 33)) == "reading age identity: 33 bytes, expected 32");
    CHECK(refusal(upper("other", 32)) == prefix);
    CHECK(refusal(upper("age-plugin-yubikey-", 32)) == "reading age identity: identities of plugins are not supported");
    CHECK(refusal(line.substr(0, 70) + "QQQQ\n").find("GFPYY") == std::string::npos);
}

TEST_CASE("recipients in any other form are refused, each in its own words", "[crypto][age]") {
    const auto refused = [](std::string_view text) {
        const auto parsed = AgeRecipient::parse(text);
        return parsed ? std::string() : std::string(name_of(parsed.error().kind())) + ": " + parsed.error().message();
    };
    test::CountingRandom random;
    const auto hybrid = AgeIdentity::generate(random).recipient();
    auto above = hybrid.bytes();
    above[0] = 0xff;
    above[1] |= 0x0f;
    const auto ends = [&](std::string_view text, std::string_view kind, std::string_view end) {
        const auto told = refused(text);
        INFO(told);
        return told.starts_with(kind) && told.ends_with(end);
    };
    CHECK(ends("", name_of(ErrorKind::Invalid), "reading age recipient \"\": bech32: no separator 1"));
    CHECK(ends(encode_bech32("age", Bytes(31)), name_of(ErrorKind::Invalid), ": 31 bytes, expected 32"));
    CHECK(ends(encode_bech32("age1pq", Bytes(32)), name_of(ErrorKind::Invalid), "32 bytes, expected 1216"));
    CHECK(ends(encode_bech32("age1pq", above), name_of(ErrorKind::Invalid), "one of its numbers is above the modulus"));
    CHECK(ends(encode_bech32("other", Bytes(32)), name_of(ErrorKind::Invalid),
               R"(its prefix is "other", expected "age1pq" or "age")"));
    CHECK(ends("AGE1ZVKYG2LQZRAA2LNJVQEJ32NKUU0UES2S82HZRYE869XEEXVN73EQUNUJWJ", name_of(ErrorKind::Invalid),
               R"(its prefix is "AGE", expected "age1pq" or "age")"));
    CHECK(ends("age1tag1qt8lw0ual6avlwmwatk888yqnmdamm7xfd0wak53ut6elz5c4swx2yqdj4e", name_of(ErrorKind::Unsupported),
               "tagged recipients of hardware keys are not supported"));
    CHECK(ends(encode_bech32("age1yubikey", Bytes(33)), name_of(ErrorKind::Unsupported),
               R"(recipients of plugin "yubikey" are not supported)"));
}
