// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/countable.hpp"

#include "base/core/text.hpp"
#include "crypto/evidence/bindings.hpp"

namespace assay::escrow {

Status check_not_ahead(Time claimed, Time now) {
    if (claimed.seconds() <= now.seconds() + crypto::kClocksApartSeconds) return {};
    return fail(Error(ErrorKind::Untrusted, "it is dated " + claimed.render() + ", and here it is " + now.render() +
                                                ": a statement that is dated after its log's time counts nowhere")
                    .with_hint("set the clock of the machine that signs, and sign again; clocks may be " +
                               count_of(crypto::kClocksApartSeconds, "second") + " apart"));
}

Status check_may_sign_now(const crypto::Endorsers& signer, Time now) {
    auto valid = signer.valid_at(now);
    if (valid) return {};
    const auto& party = signer.party();
    // A party whose identity has ended needs another one; one whose endorsement has ended only needs a newer one.
    const auto hint =
        now > party.validity().until
            ? "a new identity, endorsed and named by a new agreement, signs again what is still to be said"
            : "once a root has endorsed it anew (escrow key endorse, escrow agreement renew), submit the same outbox "
              "again with the renewed agreement, and with --key of any party to it";
    auto why = Error(valid.error().kind(), valid.error().message() +
                                               "; a statement counts from the time at which the log has it, so one "
                                               "that was signed before and is logged now would count nowhere");
    return fail(std::move(why).with_hint(hint));
}

}  // namespace assay::escrow
