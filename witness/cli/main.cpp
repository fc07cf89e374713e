// SPDX-License-Identifier: Apache-2.0
#include "witness/cli/commands.hpp"

int main(int argc, char** argv) {
    const assay::SystemClock clock;
    return assay::run(assay::witness::witness_command(clock), argc, argv);
}
