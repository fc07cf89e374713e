// SPDX-License-Identifier: Apache-2.0
#include "storage/recipe/materials.hpp"

#include "storage/layout/layout.hpp"
#include "tests/storage/command.hpp"
#include "tests/storage/recipe/sample_lock.hpp"

using namespace assay;
using namespace assay::storage;

namespace {

/// Writes what the lock names, each file holding its own name, and puts digests and sizes into the lock.
DebianLock lay_materials(const std::filesystem::path& folder) {
    auto lock = test::sample_lock();
    const auto lay = [&](const RelativePath& kind, LockedFile& file) {
        test::write(folder / kind.text() / file.file.text(), file.file.text());
        file.sha256 = crypto::sha256(bytes_of(file.file.text()));
        file.size = file.file.text().size();
    };
    for (auto& archive : lock.archives) {
        lay(layout::kLists, archive.in_release);
        for (auto& index : archive.indexes) lay(layout::kLists, index.file);
    }
    for (auto& package : lock.packages) lay(layout::kPool, package.deb);
    return lock;
}

std::vector<std::string> faults_of(const DebianLock& lock, const std::filesystem::path& folder) {
    NoProgress progress;
    std::vector<std::string> out;
    for (const auto& fault : test::need(check_materials(lock, test::need(Folder::open(folder)), progress)))
        out.push_back(std::string(name_of(fault.error().kind())) + ": " + fault.error().message());
    return out;
}

using Faults = std::vector<std::string>;

std::string said(ErrorKind kind, const std::string& message) { return std::string(name_of(kind)) + ": " + message; }

Recipe recipe_for(RecipeEnvironment::Kind kind, const std::string& suite) {
    return {.environment = {.kind = kind, .suite = suite, .lock = "recipe.lock"_path}};
}

}  // namespace

TEST_CASE("materials that are all there and nothing else have no fault", "[storage][recipe]") {
    test::TempFolder work;
    const auto lock = lay_materials(work.path());
    CHECK(faults_of(lock, work.path()).empty());
    CHECK(files_of(lock).size() == 8);
}

TEST_CASE("a missing, a changed and an unlocked file are each named", "[storage][recipe]") {
    test::TempFolder work;
    const auto lock = lay_materials(work.path());
    std::filesystem::remove(work / "pool/tzdata_2024b-0+deb12u1_all.deb");
    test::write(work / "pool/vendor-gcc_1_amd64.deb", "vendor-gcc_1_amd64.DEB");
    test::write(work / "lists/bookworm_InRelease", "longer than it was before");
    test::write(work / "pool/extra.deb", "");
    test::write(work / "lists/deeper/x", "");
    test::write(work / "notes.txt", "");
    CHECK(
        faults_of(lock, work.path()) ==
        Faults{
            said(ErrorKind::Unproven,
                 "material missing: \"pool/tzdata_2024b-0+deb12u1_all.deb\" is named in the lock and "
                 "not among the materials"),
            said(ErrorKind::Untrusted, "material differs: \"lists/bookworm_InRelease\" has 25 bytes, the lock says 18"),
            said(ErrorKind::Untrusted, "material differs: \"pool/vendor-gcc_1_amd64.deb\" hashes to " +
                                           encode_hex(crypto::sha256(bytes_of("vendor-gcc_1_amd64.DEB")).view()) +
                                           ", the lock says " +
                                           encode_hex(crypto::sha256(bytes_of("vendor-gcc_1_amd64.deb")).view())),
            said(ErrorKind::Refused, "unlocked input: \"lists/deeper\" is among the materials and not in the lock"),
            said(ErrorKind::Refused, "unlocked input: \"notes.txt\" is among the materials and not in the lock"),
            said(ErrorKind::Refused, "unlocked input: \"pool/extra.deb\" is among the materials and not in the lock")});
}

TEST_CASE("a link in place of a material is a fault, even to the right bytes", "[storage][recipe]") {
    test::TempFolder work;
    const auto lock = lay_materials(work.path());
    const auto deb = work / "pool/libc6_2.36-9+deb12u10_amd64.deb";
    std::filesystem::rename(deb, work / "elsewhere");
    std::filesystem::create_symlink("../elsewhere", deb);
    const auto faults = faults_of(lock, work.path());
    REQUIRE(faults.size() == 2);
    CHECK(faults[0] ==
          said(ErrorKind::Untrusted,
               "material differs: \"pool/libc6_2.36-9+deb12u10_amd64.deb\" is a symbolic link, not a file"));
}

TEST_CASE("a recipe without a lock, or with an empty one, has unlocked inputs", "[storage][recipe]") {
    const auto recipe = recipe_for(RecipeEnvironment::Kind::Debian, "bookworm");
    const auto missing = check_lock(recipe, nullptr);
    CHECK(missing.error().kind() == ErrorKind::Refused);
    CHECK(test::message_of(missing) ==
          "unlocked input: the recipe builds in Debian \"bookworm\", and there is no lock that says "
          "which packages those are");
    auto none = test::sample_lock();
    none.packages.clear();
    const auto empty = test::need(Lock::make(none));
    CHECK(test::message_of(check_lock(recipe, &empty)) ==
          "unlocked input: the recipe builds in Debian \"bookworm\", and its lock lists no packages");
}

TEST_CASE("recipe and lock speak of one environment", "[storage][recipe]") {
    const auto lock = test::need(Lock::make(test::sample_lock()));
    CHECK(check_lock(recipe_for(RecipeEnvironment::Kind::Debian, "bookworm"), &lock).has_value());
    CHECK(test::message_of(check_lock(recipe_for(RecipeEnvironment::Kind::Debian, "trixie"), &lock)) ==
          "recipe: it builds in Debian \"trixie\", its lock is for \"bookworm\"");
    CHECK(test::message_of(check_lock(recipe_for(RecipeEnvironment::Kind::Host, ""), &lock)) ==
          "recipe: it builds in the host's own packages, its lock is for another kind of environment");
}
