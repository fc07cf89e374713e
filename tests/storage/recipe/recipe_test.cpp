// SPDX-License-Identifier: Apache-2.0
#include "storage/recipe/recipe.hpp"

#include "tests/support/support.hpp"

#include <rapidcheck.h>

using namespace assay;
using namespace assay::storage;

namespace {

const std::string kText = R"([product]
name = "router-os"
version = "2.4.1"
[environment]
debian = "bookworm"
lock = "recipe.lock"
[build]
directory = "/build/router-os"
commands = ["./configure --prefix=/usr", "make -j$ASSAY_CPUS", "make DESTDIR=$ASSAY_OUT install"]
source_date_epoch = "auto"
environment = { DEB_BUILD_OPTIONS = "parallel=1 nocheck" }
[[artifact]]
path = "usr/sbin/routerd"
signature = "none"
[allow."keys/test.pem"]
sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
reason = "public since 2009"
[limits]
minutes = 60
memory_mib = 4096
)";

std::string with(std::string_view from, std::string_view to) {
    auto text = kText;
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

std::string refusal_of(std::string_view from, std::string_view to) {
    return test::message_of(Recipe::parse(with(from, to)));
}

}  // namespace

TEST_CASE("the recipe of the design is read", "[storage][recipe]") {
    const auto recipe = test::need(Recipe::parse(kText));
    CHECK(recipe.product == "router-os");
    CHECK(recipe.environment.suite == "bookworm");
    CHECK(recipe.environment.lock.text() == "recipe.lock");
    CHECK(recipe.commands.size() == 3);
    CHECK_FALSE(recipe.source_date_epoch.has_value());
    CHECK(recipe.artifacts.at(0).path.text() == "usr/sbin/routerd");
    CHECK(recipe.allowances.at(0).reason == "public since 2009");
    CHECK(recipe.minutes == 60);
    CHECK(recipe.memory_mib == 4096);
}

TEST_CASE("a recipe is read again as it was written", "[storage][recipe]") {
    const auto recipe = test::need(Recipe::parse(kText));
    CHECK(test::need(Recipe::parse(recipe.render())) == recipe);

    const auto holds = rc::check("parse(render(r)) == r", [&] {
        const auto text = rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange<char>(0x20, 0x7f)));
        auto changed = recipe;
        changed.product = *text;
        changed.version = *text;
        changed.commands = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(
            rc::gen::map(text, [](const std::string& each) { return "x" + each + "\n\t\""; })));
        changed.variables = {{"A_1", *text}, {"b", *rc::gen::string<std::string>()}};
        std::erase_if(changed.variables["b"], [](char c) { return c <= 0; });
        changed.source_date_epoch = test::need(Time::from_seconds(*rc::gen::inRange<std::int64_t>(0, Time::kMax)));
        changed.allowances.at(0).reason = *text;
        const auto again = Recipe::parse(changed.render());
        RC_ASSERT(again.has_value());
        const bool same = *again == changed;
        RC_ASSERT(same);
    });
    CHECK(holds);
}

TEST_CASE("a recipe for the host names no suite", "[storage][recipe]") {
    const auto recipe = test::need(Recipe::parse(with("debian = \"bookworm\"", "kind = \"host\"")));
    CHECK(recipe.environment.kind == RecipeEnvironment::Kind::Host);
    CHECK(test::need(Recipe::parse(recipe.render())) == recipe);
}

TEST_CASE("an OCI image is refused by name, as not supported", "[storage][recipe]") {
    const auto refused = Recipe::parse(with("debian = \"bookworm\"", "oci = \"sha256:00\""));
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind() == ErrorKind::Unsupported);
    CHECK(refused.error().message() ==
          "recipe: \"environment\": \"oci\" \"sha256:00\" asks for an OCI image; only \"debian\" and kind \"host\" can "
          "be built in");
}

TEST_CASE("the build's environment holds the fixed variables, the recipe's and at most one epoch",
          "[storage][recipe]") {
    const Variables fixed = {{"DEB_BUILD_OPTIONS", "parallel=1 nocheck"},
                             {"HOME", "/nonexistent"},
                             {"LANG", "C.UTF-8"},
                             {"LC_ALL", "C.UTF-8"},
                             {"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}};
    auto recipe = test::need(Recipe::parse(kText));
    CHECK(recipe.environment_for({}) == fixed);
    auto with_epoch = fixed;
    with_epoch.emplace_back("SOURCE_DATE_EPOCH", "7");
    CHECK(recipe.environment_for(test::need(Time::from_seconds(7))) == with_epoch);
    recipe.source_date_epoch = test::need(Time::from_seconds(8));
    with_epoch.back().second = "8";
    CHECK(recipe.environment_for({}) == with_epoch);
    CHECK(recipe.environment_for(test::need(Time::from_seconds(7))) == with_epoch);
}

TEST_CASE("the script sets shell variables and exports none", "[storage][recipe]") {
    const auto recipe = test::need(Recipe::parse(kText));
    CHECK(recipe.script("/out's", 2) ==
          "ASSAY_OUT='/out'\\''s'\nASSAY_CPUS=2\n./configure --prefix=/usr\nmake -j$ASSAY_CPUS\n"
          "make DESTDIR=$ASSAY_OUT install\n");
}

TEST_CASE("each mistake in a recipe has words of its own", "[storage][recipe]") {
    CHECK(refusal_of("[product]", "[products]").find("\"product\" is missing") != std::string::npos);
    CHECK(refusal_of("name = \"router-os\"", "name = \"\"") ==
          "recipe: \"product\": \"name\" is not 1 to 200 bytes on one line");
    CHECK(refusal_of("version = \"2.4.1\"", "version = \"a\\nb\"") ==
          "recipe: \"product\": \"version\" is not 1 to 200 bytes on one line");
    CHECK(refusal_of("version = \"2.4.1\"", "version = \"1\"\nvendor = \"x\"").find("\"vendor\"") != std::string::npos);
    CHECK(refusal_of("debian = \"bookworm\"\n", "") ==
          "recipe: \"environment\": exactly one of \"debian\" and \"kind\" has to be there");
    CHECK(refusal_of("debian = \"bookworm\"", "debian = \"bookworm\"\nkind = \"host\"") ==
          "recipe: \"environment\": exactly one of \"debian\" and \"kind\" has to be there");
    CHECK(refusal_of("debian = \"bookworm\"", "kind = \"cloud\"") ==
          "recipe: \"environment\": \"kind\" \"cloud\" is not \"host\"");
    CHECK(refusal_of("bookworm", "book worm") ==
          "recipe: \"environment\": \"debian\" \"book worm\" is not the name of a suite");
    CHECK(refusal_of("lock = \"recipe.lock\"\n", "") == "recipe: \"environment\": \"lock\" is missing");
    CHECK(refusal_of("lock = \"recipe.lock\"", "lock = \"../recipe.lock\"")
              .starts_with("recipe: \"environment\": \"lock\" \"../recipe.lock\""));
    CHECK(refusal_of("/build/router-os", "build") == "recipe: \"build\": \"directory\" \"build\" is not absolute");
    CHECK(refusal_of("/build/router-os", "/build//x").starts_with("recipe: \"build\": \"directory\" \"/build//x\": "));
    CHECK(refusal_of("/build/router-os", "/usr/src/x") ==
          "recipe: \"build\": \"directory\" \"/usr/src/x\" lies in a folder of the system");
    CHECK(refusal_of("/build/router-os", "/").starts_with("recipe: \"build\": \"directory\" \"/\": "));
    CHECK(refusal_of(
              "commands = [\"./configure --prefix=/usr\", \"make -j$ASSAY_CPUS\", \"make DESTDIR=$ASSAY_OUT install\"]",
              "commands = []") == "recipe: \"build\": \"commands\" is empty");
    CHECK(refusal_of("make -j$ASSAY_CPUS", " \\t") ==
          "recipe: \"build\": \"commands\" number 2 \" \\x09\" is empty, too long or has a control character");
    CHECK(refusal_of("make -j$ASSAY_CPUS", "a\\u0000b").find("number 2") != std::string::npos);
    CHECK(refusal_of("\"auto\"", "\"now\"") ==
          "recipe: \"build\": \"source_date_epoch\" is neither \"auto\" nor a number");
    CHECK(refusal_of("\"auto\"", "-1").starts_with("recipe: \"build\": \"source_date_epoch\": "));
    CHECK(refusal_of("[[artifact]]\npath = \"usr/sbin/routerd\"\nsignature = \"none\"\n", "artifact = []\n")
              .starts_with("recipe: "));
    CHECK(refusal_of("signature = \"none\"\n", "signature = \"none\"\n[[artifact]]\npath = \"usr/sbin/routerd\"\n") ==
          "recipe: artifact \"usr/sbin/routerd\" appears twice");
    CHECK(refusal_of("usr/sbin/routerd", "/usr/sbin/routerd")
              .starts_with("recipe: artifact: \"path\" \"/usr/sbin/routerd\": "));
    CHECK(refusal_of("signature = \"none\"", "signature = \"wax\"") ==
          "recipe: artifact: \"signature\" \"wax\" is not known here");
    CHECK(refusal_of("minutes = 60", "minutes = 0") ==
          "recipe: \"limits\": \"minutes\" is not a number from 1 to 43200");
    CHECK(refusal_of("memory_mib", "memory").find("\"memory\"") != std::string::npos);
    CHECK(refusal_of("9f86", "9F86") ==
          "recipe: allow: \"keys/test.pem\": \"sha256\" is not 64 lower-case hexadecimal digits");
    CHECK(refusal_of("reason = \"public since 2009\"\n", "") ==
          "recipe: allow: \"keys/test.pem\": \"reason\" is missing");
    CHECK(refusal_of("[limits]", "[network]\nallowed = true\n[limits]").find("\"network\"") != std::string::npos);
    CHECK(refusal_of("[limits]", "[limits").starts_with("recipe: is not TOML at line "));
}

TEST_CASE("a recipe cannot set what the room sets", "[storage][recipe]") {
    for (const std::string name :
         {"PATH", "HOME", "LANG", "LC_ALL", "SOURCE_DATE_EPOCH", "ASSAY_OUT", "ASSAY_CPUS", "PWD", "IFS"})
        CHECK(refusal_of("DEB_BUILD_OPTIONS", name) ==
              "recipe: variable \"" + name + "\" is set by the room, not by a recipe");
    CHECK(refusal_of("DEB_BUILD_OPTIONS", "\"1A\"") == "recipe: variable \"1A\" has no name a shell knows");
    CHECK(refusal_of("DEB_BUILD_OPTIONS", "\"A=B\"") == "recipe: variable \"A=B\" has no name a shell knows");
    CHECK(refusal_of("\"parallel=1 nocheck\"", "1") == "recipe: variable \"DEB_BUILD_OPTIONS\" is not a text");
}
