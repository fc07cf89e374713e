// SPDX-License-Identifier: Apache-2.0
#include "base/command/completion.hpp"
#include "base/command/manual.hpp"
#include "escrow/cli/commands.hpp"
#include "escrow/cli/completion.md.hpp"
#include "escrow/cli/config.md.hpp"
#include "escrow/cli/escrow.md.hpp"
#include "escrow/cli/manual.md.hpp"

namespace assay::escrow {

Command escrow_command() {
    Command root(kEscrowPage);
    root.add(key_command());
    root.add(policy_command());
    root.add(agreement_command());
    root.add(recipe_command());
    root.add(deposit_command());
    root.add(import_command());
    root.add(serve_command());
    root.add(list_command());
    root.add(show_command());
    root.add(status_command());
    root.add(evidence_command());
    root.add(export_command());
    root.add(submit_command());
    root.add(check_command());
    root.add(pilot_command());
    root.add(doctor_command());
    root.add(config_command(kConfigPage));
    root.add(completion_command(kCompletionPage));
    root.add(manual_command(kManualPage));
    return root;
}

}  // namespace assay::escrow
