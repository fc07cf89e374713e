// SPDX-License-Identifier: Apache-2.0
#include "witness/cli/commands.hpp"

int main(int argc, char** argv) { return assay::run(assay::witness::witness_command(), argc, argv); }
