// SPDX-License-Identifier: Apache-2.0
#include "storage/recipe/build_inputs.hpp"

#include "tests/support/support.hpp"

#include <filesystem>
#include <fstream>

using namespace assay;
using storage::read_build_inputs;

namespace {

/// A recipe that builds in a machine's own /usr, and perhaps its lock.
class Release {
public:
    explicit Release(bool is_locked) {
        write("recipe.toml",
              "[product]\nname = \"tool\"\nversion = \"1\"\n[environment]\nkind = \"host\"\nlock = \"recipe.lock\"\n"
              "[build]\ndirectory = \"/build/tool\"\ncommands = [\"make\"]\n[[artifact]]\npath = \"tool\"\n");
        storage::HostLock lock{"amd64", "debian", "13", {{"make", "4.4.1-2", "amd64"}}};
        if (is_locked) write("recipe.lock", test::need(storage::Lock::make(std::move(lock))).render());
    }
    void write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }
    Result<storage::BuildInputs> read() const {
        NoProgress progress;
        return read_build_inputs(folder_ / "recipe.toml", progress, NoInterrupt());
    }

private:
    test::TempFolder folder_;
};

}  // namespace

TEST_CASE("a recipe is read with the lock beside it", "[storage][recipe]") {
    const auto inputs = test::need(Release(true).read());
    CHECK(inputs.recipe.product == "tool");
    CHECK(inputs.lock.host() != nullptr);
    CHECK(!inputs.materials);
}

TEST_CASE("a recipe that is not there is answered with the command that drafts one", "[storage][recipe]") {
    const test::TempFolder folder;
    NoProgress progress;
    const auto absent = read_build_inputs(folder / "recipe.toml", progress, NoInterrupt());
    REQUIRE_FALSE(absent);
    CHECK(absent.error().kind() == ErrorKind::NotFound);
    REQUIRE(absent.error().hints().size() == 1);
    CHECK(absent.error().hints().front().starts_with("escrow recipe init SOURCE --out \""));
}

TEST_CASE("a recipe without its lock is refused with the command that makes it", "[storage][recipe]") {
    const auto refused = Release(false).read();
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind() == ErrorKind::Refused);
    REQUIRE(refused.error().hints().size() == 1);
    CHECK(refused.error().hints().front().starts_with("escrow recipe lock \""));
}

TEST_CASE("another file in a recipe's place is named as what it is", "[storage][recipe]") {
    Release release(true);
    release.write("recipe.toml", "format = \"assay-policy-v1\"\n");
    const auto refused = release.read();
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind() == ErrorKind::Invalid);
    CHECK(refused.error().hints() == std::vector<std::string>{"this is a policy: --policy takes it"});
}

TEST_CASE("what is wrong with a lock or materials names the command that locks again", "[storage][recipe]") {
    const test::TempFolder home;
    const auto path = home / "recipe.toml";
    const auto hint = std::vector<std::string>{"escrow recipe lock \"" + path.string() + "\" locks it anew"};
    const auto recipe_of = [](const std::string& environment) {
        return test::need(
            storage::Recipe::parse("[product]\nname = \"a\"\nversion = \"1\"\n[environment]\n" + environment +
                                   "\nlock = \"recipe.lock\"\n[build]\ndirectory = \"/build/a\"\ncommands = "
                                   "[\"make\"]\n[[artifact]]\npath = \"a\"\n"));
    };
    const auto refused = [&](const storage::Recipe& recipe, ErrorKind kind) {
        const auto lock = storage::read_lock(path, recipe);
        REQUIRE_FALSE(lock.has_value());
        CHECK(lock.error().kind() == kind);
        CHECK(lock.error().hints() == hint);
    };
    const auto write = [&](const std::string& text) { std::ofstream(home / "recipe.lock") << text; };
    const auto debian = recipe_of("debian = \"bookworm\"");
    refused(debian, ErrorKind::Refused);
    write("cut");
    refused(debian, ErrorKind::Invalid);
    const auto here =
        test::need(storage::Lock::make(storage::HostLock{"amd64", "debian", "13", {{"make", "4.4.1-2", "amd64"}}}));
    write(here.render());
    refused(debian, ErrorKind::Invalid);
    CHECK(test::need(storage::read_lock(path, recipe_of("kind = \"host\""))).second.digest() == here.digest());
    const auto materials = storage::open_materials(path);
    REQUIRE_FALSE(materials.has_value());
    CHECK(materials.error().kind() == ErrorKind::NotFound);
    CHECK(materials.error().hints() == hint);
}

TEST_CASE("a recipe with the lock of another environment is invalid", "[storage][recipe]") {
    Release release(true);
    release.write("recipe.toml",
                  "[product]\nname = \"tool\"\nversion = \"1\"\n[environment]\ndebian = \"trixie\"\nlock = "
                  "\"recipe.lock\"\n[build]\ndirectory = \"/build/tool\"\ncommands = [\"make\"]\n[[artifact]]\n"
                  "path = \"tool\"\n");
    const auto refused = release.read();
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind() == ErrorKind::Invalid);
    CHECK(refused.error().message().contains("its lock is for another kind of environment"));
}
