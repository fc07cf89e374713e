// SPDX-License-Identifier: Apache-2.0
#include "storage/recipe/release.hpp"

#include "tests/support/support.hpp"

using namespace assay;
using storage::Release;

namespace {

const std::string kDigest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const std::string kText =
    "Origin: Debian\nSuite: stable\nCodename: bookworm\nDate: Sat, 11 Jan 2025 10:00:00 UTC\nMD5Sum:\n x 1 "
    "y\nSHA256:\n " +
    kDigest + "  4 main/binary-amd64/Packages\n " + kDigest + " 99 main/binary-amd64/Packages.xz\n";

}  // namespace

TEST_CASE("a release file says which indexes there are", "[storage][recipe]") {
    const auto release = test::need(Release::parse(kText));
    CHECK(release.origin() == "Debian");
    CHECK(release.suite() == "stable");
    CHECK(release.codename() == "bookworm");
    CHECK(release.date() == "Sat, 11 Jan 2025 10:00:00 UTC");
    const auto* file = release.find("main/binary-amd64/Packages");
    REQUIRE(file != nullptr);
    CHECK(file->size == 4);
    CHECK(encode_hex(file->sha256.view()) == kDigest);
    CHECK(release.find("main/binary-arm64/Packages") == nullptr);
}

TEST_CASE("a release file that still has its signature is not read", "[storage][recipe]") {
    CHECK(test::message_of(Release::parse("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n" + kText)) ==
          "release file: its signature is still on it; the text that was verified is needed");
}

TEST_CASE("a malformed release file is refused", "[storage][recipe]") {
    CHECK(test::message_of(Release::parse("")) == "release file: is empty");
    CHECK(test::message_of(Release::parse(kText + "\nOrigin: other\n")).find("there is a second stanza") !=
          std::string::npos);
    CHECK(test::message_of(Release::parse("Origin: x\n")).find("\"SHA256\" is missing") != std::string::npos);
    CHECK(test::message_of(Release::parse("SHA256:\n 00 1 a\n")).find("64 lower-case hexadecimal digits") !=
          std::string::npos);
    CHECK(test::message_of(Release::parse("SHA256:\n " + kDigest + " x a\n")).find("the size of \"a\" is no number") !=
          std::string::npos);
    CHECK(test::message_of(Release::parse("SHA256:\n " + kDigest + " 1 a\n " + kDigest + " 2 a\n"))
              .find("listed twice, differently") != std::string::npos);
    CHECK(Release::parse("SHA256:\n " + kDigest + " 1 a\n " + kDigest + " 1 a\n").has_value());
}
