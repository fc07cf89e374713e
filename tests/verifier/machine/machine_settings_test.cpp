// SPDX-License-Identifier: Apache-2.0
#include "verifier/machine/machine_settings.hpp"

#include "tests/support/support.hpp"
#include "verifier/machine/room_machine.hpp"

#include <fstream>

using namespace assay;
using namespace assay::test;
using verifier::MachineSettings;

namespace {

void write(const std::filesystem::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

std::string settings_text() {
    return "format = \"assay-machine-v1\"\naccelerator = \"tcg\"\nkernel = \"/srv/linux.deb\"\nkernel_sha256 = \"" +
           std::string(64, 'a') + "\"\n";
}

std::string said(const std::string& from, const std::string& to) {
    auto text = settings_text();
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return message_of(MachineSettings::parse(text.replace(at, from.size(), to)));
}

}  // namespace

TEST_CASE("a room's machine is read, QEMU where Debian has it unless said otherwise", "[verifier][machine]") {
    const auto settings = need(MachineSettings::parse(settings_text()));
    CHECK(settings.kernel == "/srv/linux.deb");
    CHECK(settings.program == "/usr/bin/qemu-system-x86_64");
    CHECK(need(MachineSettings::parse(settings_text() + "program = \"/opt/qemu\"\n")).program == "/opt/qemu");
}

TEST_CASE("each fault of a room's machine has its own words", "[verifier][machine]") {
    CHECK(said("v1", "v2").find("the format \"assay-machine-v2\" is unknown") != std::string::npos);
    CHECK(said("\"tcg\"", "\"kvm\"").find("\"accelerator\" is not \"tcg\"") != std::string::npos);
    CHECK(said("/srv", "srv").find("\"kernel\" is no absolute path") != std::string::npos);
    CHECK(said("linux.deb", "linux\\u00e9.deb").find("printable ASCII") != std::string::npos);
    CHECK(said("aaa", "xyz").find("kernel_sha256") != std::string::npos);
    CHECK(said("kernel =", "shell = 1\nkernel =").find("\"shell\" is unknown") != std::string::npos);
}

TEST_CASE("a room without settings of a machine builds in cells", "[verifier][machine]") {
    const test::TempFolder temp;
    CHECK(!need(verifier::machine_of_room(temp.path()))->has_own_kernel());
    CHECK(!need(verifier::machine_of_room(temp / "absent"))->has_own_kernel());
    write(temp / "machine.toml", settings_text());
    CHECK(need(verifier::machine_of_room(temp.path()))->has_own_kernel());
    write(temp / "machine.toml", "accelerator = ");
    CHECK_FALSE(verifier::machine_of_room(temp.path()));
}
