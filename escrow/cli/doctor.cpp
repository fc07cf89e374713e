// SPDX-License-Identifier: Apache-2.0
#include "base/cell/preflight.hpp"
#include "base/terminal/checklist.hpp"
#include "base/terminal/exit_status.hpp"
#include "escrow/cli/commands.hpp"
#include "escrow/cli/doctor.md.hpp"

namespace assay::escrow {

Command doctor_command() {
    Command command(kDoctorPage);
    command.handler([](Invocation& call) -> Result<int> {
        Checklist checks;
        for (const auto& facility : cell::preflight()) {
            const auto missing = facility.is_required ? Mark::Bad : Mark::Caution;
            checks.add(facility.name, facility.is_there ? Mark::Good : missing, facility.detail, facility.hints);
        }
        // Only recipes of Debian packages are drafted and locked with these.
        for (const auto& [path, package] :
             {std::pair{"/usr/bin/apt-get", "apt"},
              {"/usr/bin/apt-cache", "apt"},
              {"/usr/bin/dpkg-source", "dpkg-dev"},
              {"/usr/share/keyrings/debian-archive-keyring.gpg", "debian-archive-keyring"}})
            checks.add_file(path, package, Mark::Caution);
        checks.put(call.console);
        return checks.is_well() ? kExitYes : kExitSandboxRefused;
    });
    return command;
}

}  // namespace assay::escrow
