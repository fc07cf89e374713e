// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/action/rebuild.hpp"

namespace assay::verifier {

/// One place in a chain before a verdict.
struct EarlierStatement {
    std::uint64_t ordinal;
    /// What is known of it.
    enum class State {
        Begun,    ///< reserved: its build was begun, and never reported
        Missing,  ///< signed, and not in this room's data
        Told
    };
    State state;
    std::string said;  ///< `unexplained`, `built`, `failed`, `begun`, `missing`
    std::optional<crypto::VerdictKind> verdict;
    std::optional<crypto::DepositId> deposit;
    std::optional<Time> time;  ///< as its statement says it
    std::optional<OwnStatement> statement;

    crypto::StatementKind kind = crypto::StatementKind::Rebuild;
};

/// Everything in a chain as it is, by ordinal, with this room's own statements of it from whatever deposit. No deposit
/// is opened: one that does not hold any more stops itself, not the verdicts on others. A statement that does not read
/// is reported as missing. Errors: those of reading the room.
Result<std::vector<EarlierStatement>> earlier_in_chain(const AcceptContext& context, const ChainState& chain);

/// The same for people: the worst verdicts first, then failed builds and gaps, then the rest; by ordinal within each.
std::vector<const EarlierStatement*> worst_first(const std::vector<EarlierStatement>& earlier);

}  // namespace assay::verifier
