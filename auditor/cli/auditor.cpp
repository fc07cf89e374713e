// SPDX-License-Identifier: Apache-2.0
#include "auditor/cli/auditor.md.hpp"
#include "auditor/cli/commands.hpp"
#include "auditor/cli/completion.md.hpp"
#include "auditor/cli/config.md.hpp"
#include "auditor/cli/manual.md.hpp"
#include "auditor/cli/policy.md.hpp"
#include "base/command/completion.hpp"
#include "base/command/manual.hpp"

namespace assay::auditor {

Command auditor_command() {
    Command policy(kPolicyPage);
    policy.add(policy_show_command());
    Command root(kAuditorPage);
    root.add(check_command());
    root.add(compare_command());
    root.add(std::move(policy));
    root.add(config_command(kConfigPage));
    root.add(completion_command(kCompletionPage));
    root.add(manual_command(kManualPage));
    return root;
}

}  // namespace assay::auditor
