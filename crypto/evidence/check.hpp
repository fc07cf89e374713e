// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/deployed_set.hpp"
#include "crypto/evidence/evidence.hpp"
#include "crypto/evidence/policy.hpp"
#include "crypto/record/machine_record.hpp"
#include "crypto/record/vouching_archive.hpp"
#include "crypto/statement/deposit_id.hpp"

#include <set>

namespace assay::crypto {

/// What became of one step from policy to deployed byte. Each state has one name and one kind of error (check.cpp), and
/// through that one exit status (base/terminal/exit_status).
enum class LinkState {
    Holds,
    Fails,            ///< a signature, proof, digest or binding does not hold
    Equivocates,      ///< two signed histories exclude each other
    CannotBeChecked,  ///< what is needed is missing
    Differs,          ///< the evidence is about other files than the reader's
    PolicyUnmet,      ///< sound, but the policy or the reader asks for more
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

/// What the reader expects beside the policy's `[expect]`; what is empty was not named.
struct Expected {
    std::string vendor;   ///< an identity id, at least 8 of its first digits, or the exact name
    std::string product;  ///< exact name
    std::string version;  ///< exact
    std::optional<DepositPrefix> deposit;
    std::set<VerdictKind> verdicts;  ///< one of them is required; empty: any
};

/// What the reader brings: whom he trusts, when he asks, what he holds.
struct CheckInput {
    const Policy& policy;
    Time as_of;                 ///< what the log shows to be later than this is not known yet
    DeployedSet deployed = {};  ///< empty: the report speaks of digests only
    Expected expected = {};
    std::set<StatementId> pending = {};  ///< about to be logged: that they are not yet is a remark
};

/// When a statement was signed, as far as the log proves it.
struct StatementFact {
    StatementKind kind;
    StatementId id;
    std::string signer;  ///< described
    std::optional<Time> proven_time;
    Time claimed_time;
    std::optional<std::uint64_t> index;
    std::vector<IdentityId> signers;  ///< those that `signer` describes, in that order
};

/// What the evidence says. Believe it only where `established`.
struct ClaimFacts {
    ClaimKind claim = ClaimKind::Held;
    std::optional<DepositId> deposit;
    std::string vendor, custodian, room;                         ///< described, empty where the chain did not get there
    std::optional<IdentityId> vendor_id, custodian_id, room_id;  ///< of those described
    std::string product, version;                                ///< empty where not disclosed
    std::string log_origin;
    std::optional<VerdictKind> verdict;
    std::vector<Comparison> comparisons;
    std::vector<DeployedLink> links;  ///< symbolic links of the deployed folder, not judged
    std::optional<Grade> grade;
    /// The grade of the environment that this policy gives: the verdict's, or `vendor-supplied` where a key that the
    /// policy does not accept vouches for packages. Empty where there is no grade.
    std::string environment;
    std::vector<VouchingArchive> archives;  ///< that vouch for the packages, as the room says
    std::optional<MachineRecord> machine;   ///< in which the room says it built; none: a cell
    Json snapshot;                          ///< as deposited and accepted; null where not disclosed
    Json provenance;                        ///< of the rebuild; null where not disclosed
    std::vector<StatementFact> statements;
    std::vector<std::string> history;   ///< a line for each statement of the room's chain up to the claim, with gaps
    std::uint64_t unfinished = 0;       ///< builds before the claim that were begun and not finished, as the room signs
    std::vector<std::string> cautions;  ///< of the chain, what a reader must not miss: gaps, worse verdicts
    std::vector<std::string> not_expected;  ///< one sentence for each thing that neither policy nor reader named
    std::vector<std::string> not_compared;  ///< one sentence for what of the reader's own files was not looked at
};

/// The answer to "does this evidence prove its claim under this policy".
struct CheckReport {
    std::vector<CheckedLink> links;
    ClaimFacts facts;

    /// Whether every link holds or is a remark.
    bool sound() const;
    /// Whether every link of the claim holds, and all that policy and reader ask for is met. The reader's own files may
    /// still be others than the claim is about.
    bool established() const;
    /// The worst state, by the first of: Fails, Equivocates, CannotBeChecked, Differs, PolicyUnmet; else Holds.
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
