// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/signer/reports.hpp"

namespace assay::verifier {

/// Who signs, when, and at which place of which chain; the last for a rebuild that is counted and for a verdict.
struct DraftContext {
    crypto::IdentityId room;
    Time time;
    std::optional<crypto::ChainPlace> place = {};
    std::optional<crypto::ChainSubject> subject = {};
};

/// The statement that a report becomes, ready to be signed. Every member is rendered here from the report's types.
struct StatementDraft {
    crypto::ClosedPart closed;
    std::vector<crypto::SealedPart> sealed;
    std::string payload;

    /// Errors: Limit for a closed part that no reader would take; Invalid for a reader's key that is none.
    static Result<StatementDraft> of(const Report& report, const DraftContext& context, Random& random);
};

}  // namespace assay::verifier
