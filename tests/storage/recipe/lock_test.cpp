// SPDX-License-Identifier: Apache-2.0
#include "storage/recipe/lock.hpp"

#include "tests/storage/recipe/sample_lock.hpp"

#include <algorithm>

using namespace assay;
using namespace assay::storage;
using test::sample_lock;

namespace {

std::string with(std::string_view from, std::string_view to) {
    auto text = test::need(Lock::make(sample_lock())).render();
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

std::string refusal_of(std::string_view from, std::string_view to) {
    return test::message_of(Lock::parse(with(from, to)));
}

template <typename Change>
std::string refusal_after(Change change) {
    auto lock = sample_lock();
    change(lock);
    return test::message_of(Lock::make(std::move(lock)));
}

}  // namespace

TEST_CASE("a lock has one form, whatever order its packages came in", "[storage][recipe]") {
    const auto lock = test::need(Lock::make(sample_lock()));
    const auto text = lock.render();
    CHECK(test::need(Lock::parse(text)) == lock);
    CHECK(test::need(Lock::parse(text)).render() == text);
    auto turned = sample_lock();
    std::ranges::reverse(turned.packages);
    const auto again = test::need(Lock::make(turned));
    CHECK(again == lock);
    CHECK(again.digest() == lock.digest());
    CHECK(again.digest() == crypto::sha256(bytes_of(text)));
}

TEST_CASE("a lock's form is the one on its page", "[storage][recipe]") {
    auto small = sample_lock();
    small.archives.at(0).indexes.pop_back();
    small.archives.pop_back();
    small.packages.erase(small.packages.begin() + 1, small.packages.end());
    const auto text = test::need(Lock::make(small)).render();
    CHECK(text == R"({
  "format": "assay-lock-v1",
  "environment": "debian",
  "suite": "bookworm",
  "architecture": "amd64",
  "archives": [
    {
      "in_release": {
        "file": "bookworm_InRelease",
        "sha256": "9ad1a7a3d8bc3e90e5a2f3d1f3cb24e8d1a7d5c6d8cbe1bf6a1a1d2a8d1a1f4e",
        "size": "151082"
      },
      "indexes": [
        {
          "file": "bookworm_main_amd64_Packages.xz",
          "sha256": "0000000000000000000000000000000000000000000000000000000000000000",
          "size": "0",
          "path": "main/binary-amd64/Packages"
        }
      ]
    }
  ],
  "packages": [
    {
      "name": "libc6",
      "version": "2.36-9+deb12u10",
      "architecture": "amd64",
      "file": "libc6_2.36-9+deb12u10_amd64.deb",
      "sha256": "0000000000000000000000000000000000000000000000000000000000000000",
      "size": "0",
      "archive": "0"
    }
  ]
}
)");
}

TEST_CASE("a lock of the host lists its packages", "[storage][recipe]") {
    HostLock host{.architecture = "amd64",
                  .os_id = "debian",
                  .os_version = "12",
                  .packages = {{"make", "4.3-4.1", "amd64"}, {"gcc-12", "12.2.0-14+deb12u1", "amd64"}}};
    const auto lock = test::need(Lock::make(host));
    REQUIRE(lock.host() != nullptr);
    CHECK(lock.debian() == nullptr);
    CHECK(lock.host()->packages.front().name == "gcc-12");
    CHECK(test::need(Lock::parse(lock.render())) == lock);
    host.packages.push_back(host.packages.front());
    CHECK(test::message_of(Lock::make(host)) == "lock: package \"make\" appears twice");
}

TEST_CASE("another form of the same lock is refused", "[storage][recipe]") {
    CHECK(refusal_of("\n  \"format\"", "\n    \"format\"").starts_with("lock: is not in its one form"));
    CHECK(refusal_of("\"size\": \"151082\"", "\"size\": \"0151082\"").find("\"size\" is not a decimal number") !=
          std::string::npos);
    auto text = test::need(Lock::make(sample_lock())).render();
    CHECK(test::message_of(Lock::parse(text + "\n")).starts_with("lock: is not in its one form"));
    CHECK(refusal_of("assay-lock-v1", "assay-lock-v2") == "lock: format \"assay-lock-v2\" is not known here");
    CHECK(refusal_of("\"environment\": \"debian\"", "\"environment\": \"oci\"") ==
          "lock: environment \"oci\" is not known here");
    CHECK(refusal_of("\"suite\"", "\"sweet\"").find("\"suite\" is missing") != std::string::npos);
    CHECK(refusal_of("\"suite\": \"bookworm\"", "\"suite\": \"bookworm\", \"more\": \"1\"").find("\"more\"") !=
          std::string::npos);
}

TEST_CASE("each mistake in a lock has words of its own", "[storage][recipe]") {
    const auto no_sense = [](auto change) { return refusal_after(change); };
    CHECK(no_sense([](auto& l) { l.packages[0].name = "A B"; }) == "lock: \"A B\" is not the name of a package");
    CHECK(no_sense([](auto& l) { l.packages[0].version = "1,2"; }) ==
          "lock: package \"libc6\": \"1,2\" is not the version of a package");
    CHECK(no_sense([](auto& l) { l.packages[0].architecture = "arm64"; }) ==
          "lock: package \"libc6\" is for \"arm64\", not for \"amd64\"");
    CHECK(no_sense([](auto& l) { l.packages[0].archive = 9; }) == "lock: package \"libc6\": there is no archive 9");
    CHECK(no_sense([](auto& l) { l.packages[0].deb.file = "a/b.deb"_path; }) ==
          "lock: file \"a/b.deb\" is in a folder of its own");
    CHECK(no_sense([](auto& l) { l.packages[0].deb.file = "libc6.tar"_path; }) ==
          "lock: file \"libc6.tar\" is no .deb");
    CHECK(no_sense([](auto& l) { l.packages[0].deb.file = l.packages[1].deb.file; }).find("is named twice") !=
          std::string::npos);
    CHECK(no_sense([](auto& l) {
              l.packages[1].name = l.packages[0].name;
              l.packages[1].architecture = l.packages[0].architecture;
          }) == "lock: package \"libc6\" is there in two versions");
    CHECK(no_sense([](auto& l) { l.archives[0].indexes.clear(); }) ==
          "lock: archive \"bookworm_InRelease\" has not 1 to 64 package indexes");
    CHECK(no_sense([](auto& l) { l.archives[0].indexes[0].path = "main/Sources"; }) ==
          "lock: index path \"main/Sources\" does not end in \"Packages\"");
    CHECK(no_sense([](auto& l) {
              l.archives[0].indexes[0].path = "../Packages";
          }).starts_with("lock: index path \"../Packages\": "));
    CHECK(no_sense([](auto& l) { l.archives[1].in_release.file = l.archives[0].in_release.file; }) ==
          "lock: file \"bookworm_InRelease\" is named twice");
    CHECK(no_sense([](auto& l) { l.suite = "book worm"; }) == "lock: suite \"book worm\" is no plain word");
}
