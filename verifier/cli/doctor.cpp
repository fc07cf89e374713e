// SPDX-License-Identifier: Apache-2.0
#include "base/cell/preflight.hpp"
#include "base/console/exit_status.hpp"
#include "base/console/report.hpp"
#include "verifier/cli/commands.hpp"
#include "verifier/cli/doctor.md.hpp"
#include "verifier/environment/archive_signature.hpp"

namespace assay::verifier {

namespace {

struct Check {
    std::string name;
    Mark mark;
    std::string detail;
};

/// Programs the room starts in cells.
Check check_program(const std::string& path, const std::string& package) {
    std::error_code ignored;
    const bool there = std::filesystem::exists(path, ignored);
    return {path, there ? Mark::Good : Mark::Bad, there ? "is here" : "is missing: install " + package};
}

}  // namespace

Command doctor_command() {
    Command command(kDoctorPage);
    command.handler([](Invocation& call) -> Result<int> {
        std::vector<Check> checks;
        for (const auto& facility : cell::preflight()) checks.push_back({facility.name, facility.is_there ? Mark::Good : facility.is_required ? Mark::Bad : Mark::Caution, facility.detail});
        for (const auto& [path, package] : {std::pair{"/usr/bin/mmdebstrap", "mmdebstrap"}, {"/usr/bin/apt-ftparchive", "apt-utils"}, {"/usr/bin/gpgv", "gpgv"}, {"/usr/bin/dpkg-source", "dpkg-dev"}, {kDebianKeyring, "debian-archive-keyring"}})
            checks.push_back(check_program(path, package));
        bool well = true;
        auto items = Json::array();
        std::string text;
        for (const auto& check : checks) {
            well = well && check.mark != Mark::Bad;
            items.push(Json::object({{"name", check.name}, {"ok", check.mark != Mark::Bad}, {"detail", check.detail}}));
            text += mark_line(check.mark, check.name + ": " + check.detail, call.console.style());
        }
        if (call.console.is_json()) call.console.put_json(stamped("doctor", {{"ok", well}, {"checks", std::move(items)}}));
        else call.console.put(text);
        return well ? kExitYes : kExitSandboxRefused;
    });
    return command;
}

}  // namespace assay::verifier
