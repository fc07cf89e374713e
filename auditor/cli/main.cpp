// SPDX-License-Identifier: Apache-2.0
#include "auditor/cli/commands.hpp"

int main(int argc, char** argv) {
    using namespace assay;
    // A folder that came with the evidence must not say whom to trust.
    return run(auditor::auditor_command(), argc, argv, Settings::ProjectFile::Ignored);
}
