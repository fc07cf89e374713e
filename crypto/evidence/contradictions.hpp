// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/evidence.hpp"
#include "crypto/evidence/policy.hpp"

namespace assay::crypto {

/// Statements by one key about one thing that exclude each other.
struct Contradiction {
    std::string what;    ///< one sentence, lower case, no full stop
    std::string signer;  ///< described
    struct Named {
        StatementId id;
        StatementKind kind;
        std::string says;           ///< a verdict's word, `built`, `failed`; else empty
        std::array<bool, 2> is_in;  ///< which of the two files hold it
    };
    std::vector<Named> statements;  ///< at least two
    IdentityId signer_id;
};

/// What two evidence files say of each other, statement by statement.
struct StatementComparison {
    std::vector<Contradiction> found;
    std::vector<std::string> passed_over;  ///< what was left out, a sentence each
    std::size_t compared = 0;              ///< statements of both files together, each counted once
};

/// Holds the statements of two files against each other, whatever their logs and claims. Both parts of every signer's
/// signature must hold, and a root of the policy must endorse it; all else of the files is left unchecked. A
/// contradiction is:
///
/// - what chain_faults.hpp calls one, of all rebuilds and verdicts of both files
/// - two chains of one room about one vendor, product and source, where the files show what they are about
/// - two statements of one custodian that it holds one deposit
/// - two acceptances of one deposit by one room that show another snapshot or other levels
///
/// It is found too when one file alone shows it.
StatementComparison compare_statements(const Evidence& first, const Evidence& second, const Policy& policy);

}  // namespace assay::crypto
