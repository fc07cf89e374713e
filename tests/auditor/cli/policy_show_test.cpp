// SPDX-License-Identifier: Apache-2.0
#include "auditor/cli/commands.hpp"
#include "base/core/interrupt.hpp"
#include "base/files/durable.hpp"
#include "base/terminal/exit_status.hpp"
#include "tests/support/world.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace assay;
using namespace assay::test;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Said {
    int status = 0;
    std::string out, talk;
};

Said show(const std::string& policy, std::vector<std::string> more = {}) {
    const TempFolder home;
    need(write_durably(home / "policy", bytes_of(policy)));
    std::vector<std::string> arguments = {"policy", "show", (home / "policy").string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    Said said;
    Streams streams{.out = [&](std::string_view text) { said.out += text; },
                    .talk = [&](std::string_view text) { said.talk += text; },
                    .out_facts = {},
                    .talk_facts = {}};
    said.status = assay::run(auditor::auditor_command(), std::move(arguments), streams, NoInterrupt());
    return said;
}

}  // namespace

TEST_CASE("policy show says whom a policy trusts, and which archive keys count", "[auditor][cli]") {
    const World world;
    auto policy = world.policy();
    auto said = show(policy.render());
    CHECK(said.status == kExitYes);
    for (const auto& key : policy.archive_keys) CHECK_THAT(said.out, ContainsSubstring(key));
    CHECK_THAT(said.out, ContainsSubstring("(Debian 13 trixie, security archive)") &&
                             ContainsSubstring(crypto::hex(world.root.id())) && ContainsSubstring("debian-signed"));
    policy.archive_keys = {std::string(40, 'A')};
    said = show(policy.render());
    CHECK_THAT(said.out, ContainsSubstring(std::string(40, 'A')) && !ContainsSubstring("bookworm"));
    policy.archive_keys.clear();
    CHECK_THAT(show(policy.render()).out, ContainsSubstring("none: no archive vouches for packages"));
}

TEST_CASE("policy show gives the same as JSON", "[auditor][cli]") {
    const World world;
    const auto said = show(world.policy().render(), {"--json"});
    const auto json = need(Json::parse(said.out));
    CHECK(json.text_at("format") == "assay-policy-report-v1");
    CHECK(json.find("archive_keys")->items()->size() == world.policy().archive_keys.size());
    CHECK(json.text_at("policy") == world.policy().render());
}

TEST_CASE("a policy that cannot be used is said to be none", "[auditor][cli]") {
    const World world;
    CHECK(show("roots = []").status == 1);
    auto newer = world.policy().render();
    newer.replace(newer.find("assay-policy-v1"), 15, "assay-policy-v9");
    CHECK(show(newer).status == kExitCannotBeChecked);
}
