// SPDX-License-Identifier: Apache-2.0
#include "auditor/cli/auditor.md.hpp"
#include "auditor/cli/commands.hpp"
#include "auditor/cli/policy.md.hpp"

int main(int argc, char** argv) {
    using namespace assay;
    Command policy(kPolicyPage);
    policy.add(auditor::policy_show_command());
    Command root(kAuditorPage);
    root.add(auditor::check_command());
    root.add(std::move(policy));
    return run(root, argc, argv);
}
