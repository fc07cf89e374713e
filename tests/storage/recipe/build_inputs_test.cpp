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

TEST_CASE("a recipe without its lock is refused with the command that makes it", "[storage][recipe]") {
    const auto refused = Release(false).read();
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind() == ErrorKind::Refused);
    REQUIRE(refused.error().hints().size() == 1);
    CHECK(refused.error().hints().front().starts_with("escrow recipe lock "));
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
