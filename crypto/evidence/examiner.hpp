// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/check.hpp"
#include "crypto/evidence/endorsed.hpp"
#include "crypto/record/acceptance.hpp"
#include "crypto/record/agreement.hpp"
#include "crypto/record/deposit.hpp"
#include "crypto/record/export.hpp"
#include "crypto/record/held.hpp"
#include "crypto/record/rebuild.hpp"
#include "crypto/tlog/tlog_policy.hpp"

#include <set>

/// The parts of check_evidence, each one step of the page. Nothing outside this folder includes it.
namespace assay::crypto {

/// Collects links while the steps go on.
class Findings {
public:
    explicit Findings(std::vector<CheckedLink>& links) : links_(links) {}

    void add(std::string name, LinkState state, std::string detail) {
        links_.push_back({std::move(name), state, std::move(detail)});
    }
    void holds(std::string name, std::string detail) { add(std::move(name), LinkState::Holds, std::move(detail)); }
    void fails(std::string name, std::string detail) { add(std::move(name), LinkState::Fails, std::move(detail)); }
    void missing(std::string name, std::string detail) {
        add(std::move(name), LinkState::CannotBeChecked, std::move(detail));
    }
    /// As state_of says.
    void error(std::string name, const Error& error);

private:
    std::vector<CheckedLink>& links_;
};

/// Who is whom: the identities of the evidence, and which of them a root of the policy vouches for.
class Trust {
public:
    /// Opens every identity and endorsement of the evidence.
    Trust(const Evidence& evidence, const Policy& policy, Findings& findings);

    const IdentityBook& book() const { return book_; }
    /// Says that a party acts in this chain, so that its identity is reached and must be vouched for.
    void reach(const IdentityId& id, Findings& findings);
    /// As Endorsers::valid_at, of the endorsements in the evidence. Errors: also Unproven for an unknown party.
    Status valid_at(const IdentityId& id, Time time) const;
    const std::set<StatementId>& reached() const { return reached_; }

private:
    Status take_word(const StatementId& id, const SaltedEnvelope& object);

    IdentityBook book_;
    const Policy& policy_;
    std::map<IdentityId, Endorsers> endorsers_;
    std::set<StatementId> reached_;
    std::set<IdentityId> seen_;
};

/// The statements from the claim down to the agreement, each opened, each by the party the agreement names.
struct Chain {
    std::optional<Statement> verdict_statement, rebuild_statement, acceptance_statement, export_statement,
        held_statement, deposit_statement, agreement_statement;
    std::optional<Verdict> verdict;
    std::optional<Rebuild> rebuild;
    std::optional<Acceptance> acceptance;
    std::optional<Export> exported;
    std::optional<Held> held;
    std::optional<Deposit> deposit;
    std::optional<Agreement> agreement;

    /// Those that opened, from agreement to claim: the order in which they must stand in the log.
    std::vector<const Statement*> in_order() const;
};
Chain walk_chain(const Evidence& evidence, Trust& trust, Findings& findings);

/// What the claim's room has said before in the same chain, back to the first; those statements are reached too.
std::set<StatementId> check_history(const Evidence& evidence, const Trust& trust, const Chain& chain,
                                    Findings& findings);

/// Each statement's place and time in the log.
void check_log(const Evidence& evidence, const CheckInput& input, const TlogPolicy& tlog, const Chain& chain,
               const Trust& trust, Findings& findings, ClaimFacts& facts);

/// Disclosed fields, and what they say; those of the history are check_history's.
void check_fields(const Evidence& evidence, const Chain& chain, const std::set<StatementId>& history,
                  Findings& findings, ClaimFacts& facts);

/// The reader's own files, and what the policy asks beyond soundness.
void check_deployed(const CheckInput& input, Findings& findings, const ClaimFacts& facts);
void check_policy(const Policy& policy, const Chain& chain, Findings& findings, const ClaimFacts& facts);

}  // namespace assay::crypto
