// SPDX-License-Identifier: Apache-2.0
#include "auditor/cli/commands.hpp"

int main(int argc, char** argv) { return assay::run(assay::auditor::auditor_command(), argc, argv); }
