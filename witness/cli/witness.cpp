// SPDX-License-Identifier: Apache-2.0
#include "base/command/completion.hpp"
#include "base/command/manual.hpp"
#include "witness/cli/commands.hpp"
#include "witness/cli/completion.md.hpp"
#include "witness/cli/config.md.hpp"
#include "witness/cli/manual.md.hpp"
#include "witness/cli/witness.md.hpp"

namespace assay::witness {

Command witness_command(const Clock& clock) {
    Command root(kWitnessPage);
    root.add(serve_command(clock));
    root.add(sign_command(clock));
    root.add(config_command(kConfigPage));
    root.add(completion_command(kCompletionPage));
    root.add(manual_command(kManualPage));
    return root;
}

}  // namespace assay::witness
