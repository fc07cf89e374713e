// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/chain.hpp"
#include "crypto/record/rebuild.hpp"
#include "verifier/report/outputs.hpp"

namespace assay::verifier {

/// A chain as the signer knows it. Page: ledger.md.
///
/// - Entries have the ordinals 1, 2, … without a gap. One without a statement was reserved: its build was begun, and
///   either is under way or was never reported.
struct ChainState {
    struct Entry {
        std::optional<crypto::StatementLink> statement;
        crypto::StatementKind kind = crypto::StatementKind::Rebuild;
        crypto::ChainWord word = crypto::ChainWord::Unfinished;  ///< what the statement says, where there is one
        std::vector<BuiltArtifact> outputs;  ///< of a rebuild, what no earlier entry has: see news_of

        std::string_view kind_name() const;
    };
    /// Ordinals of two rebuilds that put out different bytes under one path. That one has more artifacts, by another
    /// recipe, is no disagreement.
    struct Disagreement {
        std::uint64_t first, second;

        /// `two rebuilds disagree (ordinals 1 and 3)`: the reason of the verdict.
        std::string reason() const;
    };

    crypto::ChainSubject subject;
    std::vector<Entry> entries;

    /// So many builds in a row may be begun and not finished: each is an ordinal for ever, and a process of the room
    /// that reserves without end must not fill the chain. A failed rebuild that is signed begins a new row.
    static constexpr std::size_t kUnfinishedMax = 64;

    /// Takes the next ordinal for a build. Errors: Refused after too many that were not finished; Limit.
    Result<std::uint64_t> reserve();
    /// The place after the last one. Errors: Limit for a chain that is full.
    Result<crypto::ChainPlace> next() const;
    /// The place of an entry that is reserved. Errors: Refused for one that is not.
    Result<crypto::ChainPlace> reserved(std::uint64_t ordinal) const;
    /// Where the ordinal of a statement is to be found; 0 for one that is not in this chain.
    std::uint64_t ordinal_of(const crypto::StatementLink& statement) const;
    std::optional<Disagreement> disagreement() const;
    /// What an entry must keep of a rebuild's outputs so that `disagreement` is known: artifacts that no entry has yet,
    /// or has with other bytes; nothing once two rebuilds disagree. So a chain grows with the artifacts of its source,
    /// not with the number of its rebuilds.
    std::vector<BuiltArtifact> news_of(const std::vector<BuiltArtifact>& outputs) const;

    Json render() const;
    /// Errors: Invalid, Limit, Unsupported.
    static Result<ChainState> parse(const Json& json);

private:
    /// The place of an ordinal after all that are signed.
    crypto::ChainPlace place_of(std::uint64_t ordinal) const;
    std::optional<crypto::StatementLink> last_signed() const;
};

}  // namespace assay::verifier
