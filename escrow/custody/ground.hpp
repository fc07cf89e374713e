// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/statement/statement.hpp"

namespace assay::escrow {

/// Whether a room's statement can rest on the one that it names, by what both say openly. What this refuses, no
/// evidence could ever hold, and it would only be a good word in the custodian's list: a room that accepts what was
/// exported to another, goes on from another's work, judges an experiment, judges outside its chain, or finds something
/// in a rebuild that failed. Errors: Untrusted; those of reading the two.
Status check_ground_fits(const crypto::Statement& statement, const crypto::Statement& ground);

}  // namespace assay::escrow
