// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/policy.hpp"
#include "crypto/statement/identity_file.hpp"

namespace assay::crypto {

/// Ok when a root of the policy endorses the identity for its role, and identity and endorsement are valid at `time`.
/// The party's own words: "expired", "nobody endorses". Errors: Untrusted, Unproven.
Status check_endorsed(const IdentityFile& file, const Policy& policy, Time time);

}  // namespace assay::crypto
