// SPDX-License-Identifier: Apache-2.0
#include "base/cell/preflight.hpp"
#include "base/terminal/checklist.hpp"
#include "base/terminal/exit_status.hpp"
#include "verifier/cli/commands.hpp"
#include "verifier/cli/doctor.md.hpp"
#include "verifier/environment/archive_signature.hpp"

#include <unistd.h>

namespace assay::verifier {

Command doctor_command() {
    Command command(kDoctorPage);
    command.handler([](Invocation& call) -> Result<int> {
        Checklist checks;
        for (const auto& facility : cell::preflight()) {
            const auto missing = facility.is_required ? Mark::Bad : Mark::Caution;
            checks.add(facility.name, facility.is_there ? Mark::Good : missing, facility.detail, facility.hints);
        }
        const bool is_root = ::geteuid() == 0;
        checks.add("signer's user", is_root ? Mark::Good : Mark::Caution,
                   is_root ? "the signer runs as a user of its own"
                           : "the signer runs as this user: another process of it could reach the room's keys; run the "
                             "room as root to give the signer a user of its own");
        // What the room starts in cells, and whom it trusts to sign packages.
        for (const auto& [path, package] : {std::pair{"/usr/bin/mmdebstrap", "mmdebstrap"},
                                            {"/usr/bin/apt-ftparchive", "apt-utils"},
                                            {"/usr/bin/gpgv", "gpgv"},
                                            {"/usr/bin/dpkg-source", "dpkg-dev"},
                                            {kDebianKeyring, "debian-archive-keyring"}})
            checks.add_file(path, package, Mark::Bad);
        checks.put(call.console);
        return checks.is_well() ? kExitYes : kExitSandboxRefused;
    });
    return command;
}

}  // namespace assay::verifier
