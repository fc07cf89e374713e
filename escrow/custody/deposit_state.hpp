// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/deposit.hpp"
#include "crypto/record/verdict.hpp"
#include "crypto/statement/deposit_id.hpp"
#include "escrow/custody/conflicts.hpp"

#include <functional>

namespace assay::escrow {

/// How far a deposit has come, by the statements about it that the custodian has.
enum class DepositStage {
    Held,      ///< every byte is here
    Accepted,  ///< a room has opened it and found it whole
    Refused,   ///< a room has opened it and found it wanting
    Judged,    ///< a room has given a verdict
};  // A statement that conflicts with another by the same key, or rests on one that does, makes no stage.
std::string_view name_of(DepositStage stage);

/// A deposit in a list: open parts only. JSON form: `../service/api.md`, `assay-deposits-v1`.
struct DepositSummary {
    crypto::DepositId id;
    crypto::IdentityId vendor;
    std::string vendor_name;  ///< described
    Time time;                ///< as the vendor's statement says it
    crypto::StatementId agreement;
    crypto::DepositClass deposit_class;
    std::uint64_t piece_count;
    std::uint64_t sealed_bytes;  ///< rounded
    DepositStage stage;
    std::vector<crypto::VerdictKind> verdicts;  ///< all that count, worst first; none unless judged
    std::uint64_t conflicts = 0;                ///< groups of statements that exclude one another
    std::uint64_t remarks = 0;                  ///< of chains: gaps, and statements that are not here

    /// The stage's word, or those of all verdicts, worst first: `unexplained, 2 identical`.
    std::string word() const;
    /// All verdicts, worst first, each as `name` writes it: `unexplained, 2 identical`; empty where there is none.
    std::string verdict_words(const std::function<std::string(crypto::VerdictKind)>& name) const;

    Json render() const;
    /// Errors: Invalid.
    static Result<DepositSummary> parse(const Json& json);
};

/// The JSON form of a list, oldest first. Errors of parsing: Invalid, Unsupported, Limit.
Json render_deposits(const std::vector<DepositSummary>& deposits);
Result<std::vector<DepositSummary>> parse_deposits(const Json& json);

/// A deposit with the statements about it, in the order of the log. JSON form: `assay-deposit-v1`, ../service/api.md.
struct DepositState {
    struct Event {
        crypto::StatementKind kind;
        crypto::StatementId id;
        std::string signer;  ///< described
        Time claimed_time;
        std::uint64_t index;
        std::string detail;  ///< a verdict's word, a refusal's reasons, the room of an export; else empty
        bool counts = true;  ///< not when it is favourable, and in a conflict or resting on what is in one
    };

    DepositSummary summary;
    std::vector<Event> events;
    std::vector<Conflict> conflicts;

    Json render() const;
    /// Errors: Invalid, Unsupported, Limit.
    static Result<DepositState> parse(const Json& json);
};

}  // namespace assay::escrow
