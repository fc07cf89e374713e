// SPDX-License-Identifier: Apache-2.0
#include "base/command/completion.hpp"
#include "base/command/manual.hpp"
#include "verifier/cli/commands.hpp"
#include "verifier/cli/completion.md.hpp"
#include "verifier/cli/config.md.hpp"
#include "verifier/cli/manual.md.hpp"
#include "verifier/cli/verifier.md.hpp"

namespace assay::verifier {

Command verifier_command() {
    Command root(kVerifierPage);
    root.add(preflight_command());
    root.add(import_command());
    root.add(accept_command());
    root.add(show_command());
    root.add(rebuild_command());
    root.add(verify_command());
    root.add(outbox_command());
    root.add(list_command());
    root.add(doctor_command());
    root.add(config_command(kConfigPage));
    root.add(completion_command(kCompletionPage));
    root.add(manual_command(kManualPage));
    return root;
}

}  // namespace assay::verifier
