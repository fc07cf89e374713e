// SPDX-License-Identifier: Apache-2.0
#include "witness/cli/commands.hpp"
#include "witness/cli/witness.md.hpp"

namespace assay::witness {

Command witness_command() {
    Command root(kWitnessPage);
    root.add(serve_command());
    root.add(sign_command());
    return root;
}

}  // namespace assay::witness
