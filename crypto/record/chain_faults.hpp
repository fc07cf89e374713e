// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/chain.hpp"

#include <vector>

namespace assay::crypto {

/// A rebuild or verdict at its place in the chain of its room, as far as it can contradict another.
struct ChainedStatement {
    IdentityId room;
    ChainSubject::Tag tag;
    StatementId id;
    StatementId deposit;  ///< that it is about
    std::uint64_t ordinal;
    std::optional<StatementId> previous;  ///< none for the first of its chain
    ChainTally before = {};
    ChainWord word = ChainWord::Built;

    /// The place a rebuild or verdict names; nothing for all else, an experiment among it. Errors: those of parsing it.
    static Result<std::optional<ChainedStatement>> of(const Statement& statement);
};

/// What is wrong with the chains of a room, or to be reported of them.
struct ChainFault {
    enum class Weight {
        Contradiction,  ///< the room's own signatures exclude each other
        Remark          ///< what is known here does not tell: a gap the room signs, or a statement not seen here
    };
    std::string what;  ///< one sentence, lower case, no full stop
    std::vector<StatementId> statements;
    Weight weight;
};

/// What statements of chains say of each other. A contradiction:
///
/// - two of one room and tag have one ordinal
/// - two of one room follow the same statement, or are both the first of one tag
/// - one does not count before it what another with a smaller ordinal says, or counts what was never said
/// - one follows another than the known one with the next smaller ordinal
/// - two of one room about one deposit are in chains of two tags
///
/// Takes n log n steps for n statements. A statement that is given twice counts once.
std::vector<ChainFault> find_chain_faults(std::span<const ChainedStatement> chained);

}  // namespace assay::crypto
