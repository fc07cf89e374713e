// SPDX-License-Identifier: Apache-2.0
#include "base/cell/preflight.hpp"

#include "tests/base/cell/hostile.hpp"

#include <algorithm>

using namespace assay;
using namespace assay::cell;
using namespace assay::test;

TEST_CASE("a machine on which cells run has all that they require", "[base][cell][preflight]") {
    for (const auto& facility : preflight()) {
        INFO(facility.name << ": " << facility.detail);
        CHECK((facility.is_there || !facility.is_required));
        CHECK(!facility.detail.empty());
    }
}

TEST_CASE("it is said whose user builds are", "[base][cell][preflight]") {
    const auto all = preflight();
    const auto found = std::ranges::find(all, "builds' user", &Facility::name);
    REQUIRE(found != all.end());
    const bool is_apart = need(HostIds::apart()).kind() != HostIds::Kind::Own;
    CHECK(found->is_there == is_apart);
    if (!is_apart) {
        CHECK(found->detail.contains("builds run as this user"));
        CHECK(!found->hints.empty());
    }
    CellSpec spec;
    spec.command = {"/usr/bin/true"};
    spec.host_ids = std::make_shared<const HostIds>(need(HostIds::apart()));
    CHECK(need(run(std::move(spec))).walls.has_own_user == is_apart);
}
