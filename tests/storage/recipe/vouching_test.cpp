// SPDX-License-Identifier: Apache-2.0
#include "storage/recipe/vouching.hpp"

#include "storage/recipe/packages_index.hpp"
#include "tests/storage/recipe/sample_lock.hpp"

#include <catch2/generators/catch_generators.hpp>

using namespace assay;
using namespace assay::storage;

namespace {

std::string stanza_of(const LockedPackage& package) {
    return "Package: " + package.name + "\nVersion: " + package.version + "\nArchitecture: " + package.architecture +
           "\nDescription: some\n words\nFilename: pool/" + package.deb.file.text() +
           "\nSize: " + std::to_string(package.deb.size) + "\nSHA256: " + encode_hex(package.deb.sha256.view()) +
           "\n\n";
}

/// An archive's side of the sample lock: two Release files over three Packages files.
struct Archives {
    DebianLock lock = test::sample_lock();
    std::vector<std::vector<std::string>> indexes = {{stanza_of(lock.packages[0]), ""}, {stanza_of(lock.packages[1])}};

    std::vector<Release> releases() const {
        std::vector<Release> out;
        for (std::size_t archive = 0; archive < indexes.size(); ++archive) {
            std::string text = "Origin: Debian\nSHA256:\n";
            for (std::size_t index = 0; index < indexes[archive].size(); ++index) {
                const auto& content = indexes[archive][index];
                text += " " + encode_hex(crypto::sha256(bytes_of(content)).view()) + " " +
                        std::to_string(content.size()) + " " + lock.archives[archive].indexes[index].path + "\n";
            }
            out.push_back(test::need(Release::parse(text)));
        }
        return out;
    }

    OpenIndex open() const {
        return [this](std::size_t archive, std::size_t index) -> Result<std::unique_ptr<ByteSource>> {
            return std::make_unique<MemorySource>(bytes_of(indexes[archive][index]));
        };
    }
};

using Who = std::optional<std::size_t>;

}  // namespace

TEST_CASE("packages are vouched for through Packages and Release, and the vendor's own are not", "[storage][recipe]") {
    const Archives archives;
    const auto vouched = test::need(vouch(archives.lock, archives.releases(), archives.open()));
    CHECK(vouched == Vouched{Who(0), Who(1), Who()});
    CHECK(check_claims(archives.lock, vouched).has_value());
}

TEST_CASE("other bytes, another version or another architecture are not vouched for", "[storage][recipe]") {
    const auto change = GENERATE(0, 1, 2, 3);
    Archives archives;
    auto& package = archives.lock.packages[0];
    if (change == 0) package.deb.sha256.data()[0] ^= 1;
    if (change == 1) package.deb.size += 1;
    if (change == 2) package.version += "1";
    if (change == 3) package.architecture = "all";
    const auto vouched = test::need(vouch(archives.lock, archives.releases(), archives.open()));
    CHECK(vouched == Vouched{Who(), Who(1), Who()});
    CHECK(test::message_of(check_claims(archives.lock, vouched)) ==
          "lock: it says that \"bookworm_InRelease\" vouches for package \"libc6\", which it does not");
}

TEST_CASE("where two archives vouch, the one the lock names counts", "[storage][recipe]") {
    Archives archives;
    archives.indexes[1][0] += archives.indexes[0][0];
    CHECK(test::need(vouch(archives.lock, archives.releases(), archives.open()))[0] == 0);
    archives.lock.packages[0].archive = 1;
    CHECK(test::need(vouch(archives.lock, archives.releases(), archives.open()))[0] == 1);
    archives.lock.packages[0].archive.reset();
    CHECK(test::need(vouch(archives.lock, archives.releases(), archives.open()))[0] == 0);
}

TEST_CASE("an index that its release file does not name vouches for nothing", "[storage][recipe]") {
    Archives archives;
    const auto releases = archives.releases();
    archives.indexes[0][0].replace(archives.indexes[0][0].find("some"), 4, "soma");
    const auto refused = vouch(archives.lock, releases, archives.open());
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind() == ErrorKind::Untrusted);
    CHECK(refused.error().message().starts_with(
        "package index \"bookworm_main_amd64_Packages.xz\": unpacked it hashes to "));

    Archives other;
    other.lock.archives[0].indexes[0].path = "contrib/binary-amd64/Packages";
    CHECK(test::message_of(vouch(other.lock, archives.releases(), other.open())) ==
          "package index \"bookworm_main_amd64_Packages.xz\": the release file lists no "
          "\"contrib/binary-amd64/Packages\"");
}

TEST_CASE("a malformed Packages file is refused with its line", "[storage][recipe]") {
    Archives archives;
    archives.indexes[1][0] += "Package: x\nSize: -1\n\n";
    CHECK(test::message_of(vouch(archives.lock, archives.releases(), archives.open())) ==
          "package index \"security_main_amd64_Packages.xz\": stanza before line 12: field \"Size\" is not a number");
}

TEST_CASE("release files and archives go together", "[storage][recipe]") {
    const Archives archives;
    CHECK(test::message_of(vouch(archives.lock, {}, archives.open())) ==
          "vouching: there are 0 release files for 2 archives");
}
