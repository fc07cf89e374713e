// SPDX-License-Identifier: Apache-2.0
#include "verifier/report/environment_record.hpp"

#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::test;
using namespace assay::verifier;

TEST_CASE("an environment says which walls were around the build, and one that does not is read too",
          "[verifier][environment]") {
    EnvironmentRecord record{};
    record.kind = EnvironmentRecord::Kind::Host;
    const auto before = record.render();
    CHECK(before.find("walls") == nullptr);
    CHECK(need(EnvironmentRecord::parse(before)).walls.empty());
    record.walls = "Landlock ABI 2, no core scheduling";
    CHECK(need(EnvironmentRecord::parse(record.render())).walls == record.walls);
}

TEST_CASE("an environment names the machine of the build's own, where it had one", "[verifier][environment]") {
    EnvironmentRecord record{};
    record.kind = EnvironmentRecord::Kind::Host;
    CHECK(record.render().find("machine") == nullptr);
    record.own_machine = crypto::MachineRecord{"tcg", "QEMU 9", "linux-image.deb", {}, "6.1"};
    CHECK(need(EnvironmentRecord::parse(record.render())).own_machine == record.own_machine);
    auto json = record.render();
    json.set("machine", "QEMU");
    CHECK_FALSE(EnvironmentRecord::parse(json));
}
