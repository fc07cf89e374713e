// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/random.hpp"
#include "crypto/record/chain_tally.hpp"
#include "crypto/statement/predicate.hpp"

#include <optional>

namespace assay::crypto {

/// What a room's chain is about: one vendor's product, at one snapshot, across deposits. Page: chain.md.
///
/// It is a closed field; the tag in the open part hides it and binds it.
struct ChainSubject {
    using Salt = FixedBytes<32, struct ChainSaltTag>;
    /// SHA-256("assay-chain-v1" ‖ 00 ‖ salt ‖ vendor id ‖ SHA-256(product) ‖ SHA-256(git tree id as text)).
    using Tag = FixedBytes<32, struct ChainTagTag>;

    Salt salt;
    IdentityId vendor;
    std::string product;   ///< the product's name, without a version
    std::string git_tree;  ///< of the snapshot, as the deposit states it

    Tag tag() const;
    /// JSON form: {"salt", "vendor", "product", "git_tree"}.
    Json render() const;
    /// Errors: Invalid.
    static Result<ChainSubject> parse(const Json& json);
};

/// A statement's place in the chain of its room.
///
/// - Rebuilds and verdicts are counted together, from 1. The ordinal is reserved before a build begins, so that one
///   which was begun and never reported leaves a gap.
/// - `previous` is the statement of the next smaller ordinal that was signed; none for the first one signed.
/// - `before` says what became of every smaller ordinal: it counts `ordinal` - 1 of them. So a gap is a signed word,
/// and
///   a statement that is left out contradicts a signature of its own room.
/// - Two statements of one room contradict each other as chain_faults.hpp says.
struct ChainPlace {
    static constexpr std::uint64_t kOrdinalMax = 100'000;
    /// Evidence of a verdict carries at least so many of the statements before it, where there are so many. What is
    /// before these is known by the tally alone.
    static constexpr std::size_t kShownLeast = 400;

    ChainSubject::Tag tag;
    std::uint64_t ordinal;
    std::optional<StatementLink> previous;
    ChainTally before = {};

    /// The first statement of a chain, after so many builds that were not finished.
    static ChainPlace first(const ChainSubject::Tag& tag, std::uint64_t unfinished = 0);
    /// The place that follows this one, whose statement is `mine` and said `word`, after so many builds that were not
    /// finished. Whether rebuilds disagree is taken over.
    ChainPlace next(const StatementLink& mine, ChainWord word, std::uint64_t unfinished = 0) const;

    /// JSON form: {"tag": "<hex>", "ordinal": "<decimal>", "previous": link or null, "before": tally}.
    Json render() const;
    /// Errors: Invalid, also for a tally that does not count every ordinal before it.
    static Result<ChainPlace> parse(const Json& json);
    friend bool operator==(const ChainPlace&, const ChainPlace&) = default;
};

}  // namespace assay::crypto
