// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/evidence.hpp"
#include "crypto/evidence/policy.hpp"
#include "crypto/record/agreement_file.hpp"

namespace assay::crypto {

/// Adds a party's identity and those endorsements by roots of the policy that are needed (`Endorsers::needed`), each
/// with its root. Other roots' endorsements stay out: a reader refuses roots its policy does not name. Errors: as
/// Endorsers::of; Limit.
Status add_party(Evidence& evidence, const IdentityFile& party, const Policy& policy);

/// Adds an agreement and all its parties.
Status add_agreement(Evidence& evidence, const AgreementFile& agreement, const Policy& policy);

/// Evidence without the roots that a policy does not name, and without their endorsements. Its collector may
/// trust more roots than its reader, and a reader refuses evidence that brings a root of its own.
Result<Evidence> without_other_roots(const Evidence& evidence, const Policy& policy);

/// The same where some root of the policy has a word in the evidence. Where none has, the evidence as it is, so that
/// the error names whose root it brings.
Result<Evidence> for_reader(const Evidence& evidence, const Policy& policy);

}  // namespace assay::crypto
