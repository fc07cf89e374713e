// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/policy.hpp"

#include "crypto/evidence/debian_archive_keys.hpp"
#include "crypto/record/vouching_archive.hpp"
#include "tests/support/world.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

TEST_CASE("a policy reads back as it was written", "[crypto][policy]") {
    World world;
    auto policy = world.policy();
    policy.environments = {"debian-signed", "host"};
    policy.opaque = {sha256(bytes_of("a")), sha256(bytes_of("b"))};
    policy.max_age_seconds = 90 * 86400;
    policy.machine = Policy::Machine::Own;
    policy.expect.vendors = {world.vendor.id()};
    policy.expect.products = {{"router-os", {"2.4.1", "2.4.2"}}, {"switch-os", {}}};
    policy.expect.deposit = DepositId();
    const auto text = policy.render();
    const auto again = need(Policy::parse(text));
    CHECK(again.render() == text);
    CHECK(again.roots == policy.roots);
    CHECK(again.archive_keys == policy.archive_keys);
    CHECK(again.opaque == policy.opaque);
    CHECK(again.max_age_seconds == policy.max_age_seconds);
    CHECK(again.tlog == policy.tlog);
    CHECK(again.machine == Policy::Machine::Own);
    CHECK(again.expect.products.front().versions == policy.expect.products.front().versions);
}

TEST_CASE("each fault of a policy has its own words", "[crypto][policy]") {
    World world;
    const auto text = world.policy().render();
    const auto changed = [&](const std::string& from, const std::string& to) {
        auto copy = text;
        const auto at = copy.find(from);
        REQUIRE(at != std::string::npos);
        return Policy::parse(copy.replace(at, from.size(), to));
    };
    CHECK(changed("assay-policy-v1", "assay-policy-v2").error().kind() == ErrorKind::Unsupported);
    CHECK(message_of(changed("agree = 1", "agree = 0")) == "policy: \"verifiers\": \"agree\" is not between 1 and 64");
    CHECK(message_of(changed("\"debian-signed\"", "\"any\"")).find("which is no grade of an environment") !=
          std::string::npos);
    CHECK(message_of(changed("\"B8B80B5B623EAB6AD8775C45B7C5D7D6350947F8\"", "\"B8B8 0B5B\"")).find("no fingerprint") !=
          std::string::npos);
    CHECK(message_of(
              changed("\"B8B80B5B623EAB6AD8775C45B7C5D7D6350947F8\"", "\"05AB90340C0C5E797F44A8C8254CF3B5AEC0A8F0\""))
              .find("05AB90340C0C5E797F44A8C8254CF3B5AEC0A8F0 twice") != std::string::npos);
    CHECK(message_of(changed("machine = \"any\"", "machine = \"cell\"")) ==
          "policy: \"grade\": \"machine\" is neither \"any\" nor \"own\"");
    CHECK(message_of(changed("[log]\n", "[log]\nextra = 1\n")).find("\"extra\" is unknown") != std::string::npos);
    CHECK(message_of(changed("rooms = []", "rooms = []\nbuildings = []")).find("\"buildings\" is unknown") !=
          std::string::npos);
    CHECK(message_of(changed("agree = 1", "agree = ")).find("policy: is not TOML at line") != std::string::npos);
    CHECK(message_of(changed(encode_hex(world.root.id().view()), "abc"))
              .find("is not 64 lower-case hexadecimal digits") != std::string::npos);
}

TEST_CASE("a policy without archive keys accepts Debian's, one with an empty list none", "[crypto][policy]") {
    World world;
    auto policy = world.policy();
    std::set<std::string> debian;
    for (const auto& key : debian_archive_keys()) {
        CHECK(is_openpgp_fingerprint(key.fingerprint));
        CHECK(name_of_archive_key(key.fingerprint) == key.name);
        debian.emplace(key.fingerprint);
    }
    CHECK(debian.size() == debian_archive_keys().size());
    CHECK(policy.archive_keys == debian);
    policy.archive_keys.clear();
    auto text = policy.render();
    CHECK(need(Policy::parse(text)).archive_keys.empty());
    const std::string line = "archive_keys = []\n";
    text.erase(text.find(line), line.size());
    CHECK(need(Policy::parse(text)).archive_keys == debian);
}

TEST_CASE("policy.md lists the archive keys that are accepted by default", "[crypto][policy]") {
    const auto page = read(std::string(ASSAY_SOURCE) + "/crypto/evidence/policy.md");
    for (const auto& key : debian_archive_keys())
        CHECK(page.find("| `" + std::string(key.fingerprint) + "` |") != std::string::npos);
}
