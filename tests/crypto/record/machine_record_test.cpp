// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/machine_record.hpp"

#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

namespace {

MachineRecord record() { return {"tcg", "QEMU 9", "linux-image.deb", sha256(bytes_of("kernel")), "6.1.0-56-amd64"}; }

}  // namespace

TEST_CASE("a machine reads back as it was written", "[crypto][record]") {
    CHECK(need(MachineRecord::parse(record().render())) == record());
    CHECK(record().words() == "QEMU 9 (tcg), kernel \"linux-image.deb\"");
}

TEST_CASE("a machine of another kind, or with words that are not to be printed, is invalid", "[crypto][record]") {
    const auto said = [](const auto& change) {
        auto machine = record();
        change(machine);
        return message_of(MachineRecord::parse(machine.render()));
    };
    CHECK(said([](auto& machine) { machine.accelerator = "xen"; }) ==
          "machine: \"accelerator\" is neither \"kvm\" nor \"tcg\"");
    CHECK(
        said([](auto& machine) { machine.program = "QEMU\x1b[31m"; }).starts_with("machine: \"program\" is not 1 to"));
    CHECK(said([](auto& machine) { machine.release = ""; }).find("\"release\" is not 1 to") != std::string::npos);
    CHECK(said([](auto& machine) { machine.kernel_name = std::string(201, 'a'); }).find("\"name\" is not 1 to") !=
          std::string::npos);
    auto json = record().render();
    json.set("kind", "xen");
    CHECK(message_of(MachineRecord::parse(json)) == "machine: \"kind\" is not \"qemu\"");
}
