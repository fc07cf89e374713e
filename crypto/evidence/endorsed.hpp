// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/policy.hpp"
#include "crypto/record/agreement_file.hpp"

namespace assay::crypto {

/// Ok when a root of the policy endorses the identity for its role, and identity and endorsement are valid at `time`.
/// The party's own words: "expired", "nobody endorses". Errors: Untrusted, Unproven.
Status check_endorsed(const IdentityFile& file, const Policy& policy, Time time);

/// Whether every word beside an identity is a root's, signed, and about that identity, whoever the root is and whenever
/// it counts. Errors: Untrusted, Unproven, Invalid.
Status check_words(const IdentityFile& file);

/// Whether an agreement may be acted on under a policy: signed by all, and every party endorsed by a root of the policy
/// for its role, all valid at `time`. Recipients come from nowhere else. Errors: Untrusted, Unproven, each naming the
/// party.
Status check_agreement(const AgreementFile& agreement, const Policy& policy, Time time);

}  // namespace assay::crypto
