// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/matching.hpp"

#include "tests/support/support.hpp"
#include "verifier/action/verify.hpp"

using namespace assay;
using verifier::find_artifact;

namespace {

const std::vector<RelativePath> kOne = {"usr/bin/tool"_path};
const std::vector<RelativePath> kThree = {"usr/bin/tool"_path, "usr/lib/tool"_path, "etc/tool.conf"_path};

DeployedEntry file(const std::string& name, DeployedEntry::Given given = DeployedEntry::Given::Member) {
    DeployedEntry out;
    out.given = given;
    out.name = name;
    return out;
}
std::string found(const std::vector<RelativePath>& artifacts, const DeployedEntry& deployed, bool alone = false,
                  const std::optional<std::string>& asked = {}) {
    const auto* path = find_artifact(artifacts, deployed, asked, alone);
    return path == nullptr ? "" : path->text();
}

}  // namespace

TEST_CASE("a deployed file is the artifact of its path, else the only one of its last name", "[verifier][action]") {
    CHECK(found(kThree, file("usr/lib/tool")) == "usr/lib/tool");
    CHECK(found(kThree, file("image/etc/tool.conf")) == "etc/tool.conf");
    CHECK(found(kThree, file("tool")).empty());
    CHECK(found(kOne, file("tool")) == "usr/bin/tool");
    CHECK(found(kThree, file("x"), true, "etc/tool.conf") == "etc/tool.conf");
    CHECK(found(kThree, file("tool"), true, "tool").empty());
}

TEST_CASE("a file that was given by itself may have any name, one in a folder may not", "[verifier][action]") {
    CHECK(found(kOne, file("renamed", DeployedEntry::Given::File), true) == "usr/bin/tool");
    CHECK(found(kOne, file("renamed", DeployedEntry::Given::File), false).empty());
    CHECK(found(kOne, file("README"), true).empty());
    CHECK(found(kThree, file("renamed", DeployedEntry::Given::File), true).empty());
}

TEST_CASE("an artifact that is not declared is told with those that are", "[verifier][action]") {
    CHECK(verifier::check_declared(kThree, {}));
    CHECK(verifier::check_declared(kThree, "etc/tool.conf"));
    const auto told = verifier::check_declared(kOne, "tool");
    REQUIRE_FALSE(told);
    CHECK(told.error().kind() == ErrorKind::Usage);
    CHECK(told.error().hints() == std::vector<std::string>{"it declares \"usr/bin/tool\""});
    std::vector<RelativePath> many;
    for (int i = 0; i < 25; ++i) many.push_back(test::need(RelativePath::parse("a" + std::to_string(i))));
    CHECK(verifier::check_declared(many, "b").error().hints().front().ends_with("\"a19\", and 5 more"));
}
