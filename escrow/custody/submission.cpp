// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/submission.hpp"

#include "crypto/record/acceptance.hpp"
#include "crypto/record/access.hpp"
#include "crypto/record/rebuild.hpp"
#include "crypto/record/verdict.hpp"

#include <algorithm>
#include <array>

namespace assay::escrow {

namespace {

using Kind = crypto::StatementKind;

Status room_of_agreement(const crypto::Agreement& terms, const crypto::IdentityId& signer) {
    if (terms.has_room(signer)) return {};
    return fail(ErrorKind::Refused, "which is no room of the agreement");
}

template <typename Typed>
Result<Submission> read_as(const crypto::Statement& statement) {
    auto typed = TRY(Typed::parse(statement));
    return Submission{typed.deposit, std::move(typed.sealed)};
}

constexpr std::array kSubmitted = {
    // kind, who may submit it, how it is read
    SubmittedKind{Kind::Acceptance, room_of_agreement, read_as<crypto::Acceptance>},
    SubmittedKind{Kind::Refusal, room_of_agreement, read_as<crypto::Refusal>},
    SubmittedKind{Kind::Rebuild, room_of_agreement, read_as<crypto::Rebuild>},
    SubmittedKind{Kind::Verdict, room_of_agreement, read_as<crypto::Verdict>},
    SubmittedKind{Kind::Access, room_of_agreement, read_as<crypto::Access>},
};

}  // namespace

std::span<const SubmittedKind> submitted_kinds() { return kSubmitted; }

Result<const SubmittedKind*> submitted_kind(crypto::StatementKind kind) {
    const auto* at = std::ranges::find(kSubmitted, kind, &SubmittedKind::kind);
    if (at != kSubmitted.end()) return at;
    return fail(ErrorKind::Refused,
                "a statement of kind " + std::string(crypto::name_of(kind)) + " is not taken from an outbox");
}

}  // namespace assay::escrow
