// SPDX-License-Identifier: Apache-2.0
#include "auditor/cli/auditor.md.hpp"
#include "auditor/cli/commands.hpp"
#include "auditor/cli/policy.md.hpp"

namespace assay::auditor {

Command auditor_command() {
    Command policy(kPolicyPage);
    policy.add(policy_show_command());
    Command root(kAuditorPage);
    root.add(check_command());
    root.add(std::move(policy));
    return root;
}

}  // namespace assay::auditor
