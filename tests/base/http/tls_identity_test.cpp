// SPDX-License-Identifier: Apache-2.0
#include "base/http/tls_identity.hpp"

#include "base/core/encoding.hpp"
#include "tests/support/support.hpp"

#include <catch2/generators/catch_generators.hpp>

using namespace assay;
using assay::http::TlsIdentity;
using assay::test::need;

namespace {

/// Made by `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256`; its digest by
/// `openssl pkey -pubout -outform DER | sha256sum`.
constexpr std::string_view kKey = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgQ83vLB+8vlOSIGbJ
tyK1YY2hH8yrpmAMIMLpFXFjkRqhRANCAAQvMWJK/lGF061hoOxqX1N/EAVa230p
QQc+9arDUDzJfwcoi7IwVKJr2WQyuvhV6WPYt8ad6spA38r+zE3bIBj2
-----END PRIVATE KEY-----
)";
constexpr std::string_view kDigest = "2e1443e5ff80ad167beaab62c5dae5685e584b6787d26c827a94e2217bd7f214";

constexpr std::string_view kEd25519 = R"(-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIMDSbEEkXHepwz9NqHxceXhf+TieYnDMOiMH9D173cJi
-----END PRIVATE KEY-----
)";
constexpr std::string_view kP384 = R"(-----BEGIN PRIVATE KEY-----
MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDDB9E3Y3yUlawnTRcNC
p0Od2NokTChcs+QsbeJeZar+W3kCoeuQMtmL4muL407Y2RWhZANiAAT0UeqGPtsF
TZcgcy5V1OOZGTtNfk7jXzzsKBUBz9nu762ONK8/9ucYPoEe6YCVjPw4l781rEzZ
l5IErvuHdsLaiXKcaDsHei/gnuFVRKtVET8hqjw+jsWirw0jbeT/fI4=
-----END PRIVATE KEY-----
)";
constexpr std::string_view kSec1 = R"(-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIEPN7ywfvL5TkiBmybcitWGNoR/Mq6ZgDCDC6RVxY5EaoAoGCCqGSM49
AwEHoUQDQgAELzFiSv5RhdOtYaDsal9TfxAFWtt9KUEHPvWqw1A8yX8HKIuyMFSi
a9lkMrr4Velj2LfGnerKQN/K/sxN2yAY9g==
-----END EC PRIVATE KEY-----
)";
constexpr std::string_view kEncrypted = R"(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjwtbF2/927SgICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEC7QR5zc+OASMoC+BIjdr7AEgZC4
vLdSwr19Yt4IqpaPP2Rv9dI9lzMV4C8EmZDqUfBjfklZMfp05NDqlb2cmlGInjxh
+5vHb2u1cQfXlqKF5g8OtBu9Tt8OZrEL9UFLQUuMWxoIVN30tSgP9b9BnuGbpEXd
bRexfoNpOuYqMlpHiJgMnzVcVudr/VXTG9oWDUzEko8jaH54hTA145nh3XDh5Es=
-----END ENCRYPTED PRIVATE KEY-----
)";

}  // namespace

TEST_CASE("a TLS key is read and written in one form and has the digest OpenSSL's tools give", "[base][http][tls]") {
    const auto identity = need(TlsIdentity::parse(bytes_of(kKey)));
    CHECK(encode_hex(identity.spki().view()) == kDigest);
    CHECK(text_of(identity.render().view()) == kKey);
}

TEST_CASE("each new TLS key is another, and comes back from its stored form", "[base][http][tls]") {
    const auto one = TlsIdentity::generate();
    const auto two = TlsIdentity::generate();
    CHECK(one.spki() != two.spki());
    const auto stored = one.render();
    CHECK(need(TlsIdentity::parse(stored.view())).spki() == one.spki());
}

TEST_CASE("what is not the stored form of a TLS key is refused", "[base][http][tls]") {
    const std::string key(kKey);
    const auto [text, words] = GENERATE_COPY(table<std::string, std::string>({
        {"", "not an unencrypted private key"},
        {"hello", "not an unencrypted private key"},
        {key.substr(0, key.size() / 2), "not an unencrypted private key"},
        {std::string(kEncrypted), "not an unencrypted private key"},
        {std::string(kEd25519), "not a key on the curve P-256"},
        {std::string(kP384), "not a key on the curve P-256"},
        {std::string(kSec1), "not the one PKCS#8 form"},
        {"# a comment\n" + key, "not the one PKCS#8 form"},
        {key + key, "not the one PKCS#8 form"},
        {key.substr(0, key.size() - 1), "not the one PKCS#8 form"},
        {key + std::string(5000, '\n'), "longer than any EC key"},
    }));
    CAPTURE(text);
    const auto identity = TlsIdentity::parse(bytes_of(text));
    REQUIRE_FALSE(identity);
    CHECK(identity.error().kind() == ErrorKind::Invalid);
    CHECK(identity.error().message().contains(words));
}
