// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/ground.hpp"

#include "crypto/record/export.hpp"
#include "crypto/record/rebuild.hpp"
#include "crypto/record/verdict.hpp"
#include "crypto/statement/predicate.hpp"

namespace assay::escrow {

namespace {

using crypto::StatementKind;

std::unexpected<Error> refuse(std::string why) { return fail(ErrorKind::Untrusted, std::move(why)); }

Status check_judged(const crypto::Verdict& verdict, const crypto::Rebuild& rebuild) {
    if (!rebuild.chain) return refuse("the rebuild it rests on is an experiment, and no verdict rests on one");
    if (!verdict.chain) return refuse("it has no place in its room's chain");
    if (verdict.chain->tag != rebuild.chain->tag) return refuse("it is of another chain than the rebuild it rests on");
    if (verdict.chain->ordinal <= rebuild.chain->ordinal)
        return refuse("its number in its room's chain is not above that of the rebuild it rests on");
    if (rebuild.outcome == crypto::Rebuild::Outcome::Failed && verdict.verdict != crypto::VerdictKind::NotComparable)
        return refuse("it judges a rebuild that failed");
    return {};
}

}  // namespace

Status check_ground_fits(const crypto::Statement& statement, const crypto::Statement& ground) {
    const auto its = std::string(crypto::name_of(ground.kind()));
    if (TRY(crypto::rests_on(statement)) != ground.link())
        return refuse("the " + its + " it rests on has another SHA-512");
    const auto& room = statement.named_signers().front();
    const bool is_its_own = ground.kind() == StatementKind::Export ? TRY(crypto::Export::parse(ground)).room == room
                                                                   : ground.named_signers().front() == room;
    if (!is_its_own)
        return refuse(ground.kind() == StatementKind::Export ? "the pieces went to another room"
                                                             : "the " + its + " it rests on is by another room");
    if (statement.kind() != StatementKind::Verdict) return {};
    return check_judged(TRY(crypto::Verdict::parse(statement)), TRY(crypto::Rebuild::parse(ground)));
}

}  // namespace assay::escrow
