// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/product_named.hpp"

#include "tests/support/support.hpp"

#include <filesystem>
#include <fstream>

using namespace assay;
using escrow::AsNamed;

namespace {

/// A folder as source, and a recipe that builds `calc 1.2.0`.
class Source {
public:
    Source() { std::filesystem::create_directories(folder_ / "debian"); }
    Source& put(const std::string& name, const std::string& text) {
        std::ofstream(folder_ / name) << text;
        return *this;
    }
    Result<std::optional<std::string>> check(AsNamed as_named) const {
        const auto recipe = test::need(storage::Recipe::parse(
            "[product]\nname = \"calc\"\nversion = \"1.2.0\"\n[environment]\nkind = \"host\"\nlock = \"recipe.lock\"\n"
            "[build]\ndirectory = \"/build/calc\"\ncommands = [\"make\"]\n[[artifact]]\npath = \"calc\"\n"));
        NoProgress progress;
        return escrow::check_source_named(recipe, folder_.path().string(), as_named, progress, NoInterrupt());
    }

private:
    test::TempFolder folder_;
};

}  // namespace

TEST_CASE("a source that hints at another product is refused, unless the vendor insists", "[escrow][action]") {
    Source source;
    CHECK_FALSE(test::need(source.put("main.c", "int main;\n").check(AsNamed::No)));
    source.put("package.json", R"({"name": "unzip", "version": "6.0.0"})");
    const auto refused = source.check(AsNamed::No);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind() == ErrorKind::Untrusted);
    CHECK(refused.error().message() ==
          "product: the recipe says it builds \"calc 1.2.0\", package.json says \"unzip 6.0.0\"");
    CHECK(refused.error().hints().back().starts_with("--as-named"));
    CHECK(test::need(source.check(AsNamed::Yes)) ==
          "the recipe says it builds \"calc 1.2.0\", package.json says \"unzip 6.0.0\"");
    CHECK_FALSE(test::need(source.put("package.json", R"({"name": "calc", "version": "1.2.0"})").check(AsNamed::No)));
}

TEST_CASE("what Debian's files say binds, however the vendor insists", "[escrow][action]") {
    Source source;
    source.put("debian/changelog", "unzip (6.0-28) unstable; urgency=low\n");
    for (const auto as_named : {AsNamed::No, AsNamed::Yes})
        CHECK(test::message_of(source.check(as_named)).contains("its source says it is \"unzip 6.0-28\""));
    source.put("debian/changelog", "calc (1.2.0-3) unstable; urgency=low\n");
    source.put("package.json", R"({"name": "ui-of-calc", "version": "0.3.0"})");
    CHECK_FALSE(test::need(source.check(AsNamed::No)));
}
