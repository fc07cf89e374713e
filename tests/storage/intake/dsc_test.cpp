// SPDX-License-Identifier: Apache-2.0
#include "storage/intake/dsc.hpp"

#include "tests/support/support.hpp"

using namespace assay;
using storage::Dsc;

namespace {

const std::string kDigest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const std::string kDsc =
    "Format: 3.0 (quilt)\nSource: catdoc\nBinary: catdoc, catdoc-doc\nArchitecture: any all\nVersion: "
    "1:0.95-6~deb12u1\n"
    "Package-List:\n catdoc deb text optional arch=any\n catdoc-doc deb doc optional arch=all,linux-any\n"
    "Checksums-Sha1:\n 00 4 catdoc_0.95.orig.tar.gz\n"
    "Checksums-Sha256:\n " +
    kDigest + " 4 catdoc_0.95.orig.tar.gz\n " + kDigest +
    " 5 catdoc_0.95-6.debian.tar.xz\n"
    "Files:\n 00 4 catdoc_0.95.orig.tar.gz\n 00 5 catdoc_0.95-6.debian.tar.xz\n";

std::string refusal_of(std::string_view from, std::string_view to) {
    auto text = kDsc;
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return test::message_of(Dsc::parse(text.replace(at, from.size(), to)));
}

}  // namespace

TEST_CASE("a dsc names its files and what it builds", "[storage][intake]") {
    const auto dsc = test::need(Dsc::parse(kDsc));
    CHECK(dsc.name == "catdoc");
    CHECK(dsc.version == "1:0.95-6~deb12u1");
    CHECK(dsc.version_without_epoch() == "0.95-6~deb12u1");
    CHECK(dsc.upstream_version() == "0.95");
    REQUIRE(dsc.files.size() == 2);
    CHECK(dsc.files[1].path.text() == "catdoc_0.95-6.debian.tar.xz");
    CHECK(dsc.files[1].size == 5);
    REQUIRE(dsc.packages.size() == 2);
    CHECK(dsc.packages[1].name == "catdoc-doc");
    CHECK(dsc.packages[1].architectures == std::vector<std::string>{"all", "linux-any"});
}

TEST_CASE("a signed dsc is read without its signature", "[storage][intake]") {
    const auto text = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n" + kDsc +
                      "\n-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----\n";
    CHECK(test::need(Dsc::parse(text)).name == "catdoc");
}

TEST_CASE("each mistake in a dsc has words of its own", "[storage][intake]") {
    CHECK(refusal_of("3.0 (quilt)", "3.0 (git)").ends_with("its format \"3.0 (git)\" is not unpacked here"));
    CHECK(refusal_of("Source: catdoc\n", "").ends_with("field \"Source\" is missing"));
    CHECK(refusal_of("Source: catdoc", "Source: cat doc").ends_with("\"cat doc\" is not the name of a package"));
    CHECK(refusal_of("1:0.95-6~deb12u1", "1/2").ends_with("\"1/2\" is not the version of a package"));
    CHECK(refusal_of("Checksums-Sha256", "Checksums-Sha999").ends_with("it has no Checksums-Sha256"));
    CHECK(refusal_of(" 4 catdoc_0.95.orig.tar.gz\n " + kDigest, " 4 ../catdoc_0.95.orig.tar.gz\n " + kDigest)
              .find("has a component \"..\"") != std::string::npos);
    CHECK(refusal_of(" 4 catdoc_0.95.orig.tar.gz\n " + kDigest, " 4 a/b\n " + kDigest)
              .ends_with("file \"a/b\" does not lie beside it"));
    CHECK(refusal_of(" 4 catdoc_0.95.orig.tar.gz\n " + kDigest, " 9 catdoc_0.95.orig.tar.gz\n " + kDigest)
              .ends_with("its two lists of files differ"));
    CHECK(refusal_of("\n 00 5 catdoc_0.95-6.debian.tar.xz\n", "\n").ends_with("its two lists of files differ"));
    CHECK(refusal_of("Files:\n", "Files:\n 00 9 extra.tar.gz\n")
              .ends_with("file \"extra.tar.gz\": its two lists of files differ"));
    CHECK(refusal_of(kDigest, "00").ends_with("its SHA-256 is not 64 lower-case hexadecimal digits"));
    CHECK(test::message_of(Dsc::parse("")) == "dsc: it is empty");
    CHECK(test::message_of(Dsc::parse(kDsc + "\nFormat: 1.0\n")).find("there is a second stanza") != std::string::npos);
}
