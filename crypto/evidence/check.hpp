// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/evidence.hpp"
#include "crypto/evidence/policy.hpp"
#include "crypto/record/verdict.hpp"
#include "crypto/statement/deposit_id.hpp"

namespace assay::crypto {

/// What became of one step from policy to deployed byte. Each state has one name and one kind of error (check.cpp), and
/// through that one exit status (base/terminal/exit_status).
enum class LinkState {
    Holds,
    Fails,            ///< a signature, proof, digest or binding does not hold
    Equivocates,      ///< two signed histories exclude each other
    CannotBeChecked,  ///< what is needed is missing
    PolicyUnmet,      ///< sound, but the policy asks for more
    Remark,           ///< worth knowing; changes nothing
};
std::string_view name_of(LinkState state);
/// The kind of error of a link that does not hold; nothing for Holds and Remark.
std::optional<ErrorKind> error_kind(LinkState state);
/// What becomes of a link that ended in an error: what was missing cannot be checked, all else fails.
LinkState state_of(const Error& error);

/// One named link of the chain.
struct CheckedLink {
    std::string name;  ///< `deposit`, `log: verdict`, `identity: Room One`, `deployed: unzip.deb`
    LinkState state;
    std::string detail;  ///< one sentence, lower case, no full stop
};

/// A file of the reader's own, to be held against the verdict.
struct DeployedFile {
    std::string name;
    std::uint64_t size;
    DigestSet digest;
};

/// What the reader brings: whom he trusts, when he asks, what he holds.
struct CheckInput {
    const Policy& policy;
    Time as_of;                          ///< what the log shows to be later than this is not known yet
    std::vector<DeployedFile> deployed;  ///< empty: the report speaks of digests only
};

/// When a statement was signed, as far as the log proves it.
struct StatementFact {
    StatementKind kind;
    StatementId id;
    std::string signer;  ///< described
    std::optional<Time> proven_time;
    Time claimed_time;
    std::optional<std::uint64_t> index;
};

/// What the evidence says. Believe it only where `established`.
struct ClaimFacts {
    ClaimKind claim = ClaimKind::Held;
    std::optional<DepositId> deposit;
    std::string vendor, custodian, room;  ///< described, empty where the chain did not get there
    std::string product, version;         ///< empty where not disclosed
    std::string log_origin;
    std::optional<VerdictKind> verdict;
    std::vector<Comparison> comparisons;
    std::optional<Grade> grade;
    Json snapshot;    ///< as deposited and accepted; null where not disclosed
    Json provenance;  ///< of the rebuild; null where not disclosed
    std::vector<StatementFact> statements;
};

/// The answer to "does this evidence prove its claim under this policy".
struct CheckReport {
    std::vector<CheckedLink> links;
    ClaimFacts facts;

    /// Whether every link holds or is a remark.
    bool sound() const;
    /// Whether nothing failed and nothing was missing; the policy may still ask for more.
    bool established() const;
    /// The worst state, by the first of: Fails, Equivocates, CannotBeChecked, PolicyUnmet; else Holds.
    LinkState worst() const;
    const CheckedLink* first(LinkState state) const;
    /// The first link of the worst state, as the error `name: detail`. Only states at least as bad as `mildest` count.
    Status must_hold(LinkState mildest = LinkState::PolicyUnmet) const;
};

/// Checks a claim from the policy down to the deployed bytes. Page: evidence.md, "What a reader does".
///
/// The judgement is the report. Errors: Invalid when the *policy* cannot be used (its tlog-policy does not parse).
Result<CheckReport> check_evidence(const Evidence& evidence, const CheckInput& input);

}  // namespace assay::crypto
