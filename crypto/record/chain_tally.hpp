// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/json.hpp"
#include "crypto/record/verdict_kind.hpp"

#include <array>
#include <cstdint>

namespace assay::crypto {

/// What became of one ordinal of a chain. Order: rebuilds, then what was not finished, then verdicts, best to worst.
enum class ChainWord {
    Built,
    Failed,
    Unfinished,  ///< begun, and nothing was signed of it
    Identical,
    IdenticalAfterSignature,
    NotComparable,
    Explained,
    Unexplained
};
/// `built`, `failed`, `unfinished`, or the verdict.
std::string_view name_of(ChainWord word);
ChainWord word_of(VerdictKind verdict);

/// How many of each word come before a statement in its chain. The room signs it with the statement, so that what it
/// leaves out later contradicts its own signature. Page: chain.md.
class ChainTally {
public:
    static constexpr std::size_t kWords = static_cast<std::size_t>(ChainWord::Unexplained) + 1;

    std::uint64_t count(ChainWord word) const { return counts_[static_cast<std::size_t>(word)]; }
    std::uint64_t total() const;
    ChainTally& add(ChainWord word, std::uint64_t count = 1);
    /// Whether two rebuilds before it put out different bytes under one path.
    bool rebuilds_disagree() const { return rebuilds_disagree_; }
    ChainTally& set_rebuilds_disagree(bool disagree);

    /// Whether nothing that `earlier` counts is missing here.
    bool holds(const ChainTally& earlier) const;
    /// What is counted, the worst first: `1 unexplained, 2 identical, 3 built`; `nothing` where nothing is.
    std::string words() const;

    /// JSON form: each word with its count as a decimal string, and "rebuilds_disagree".
    Json render() const;
    /// Errors: Invalid, also for rebuilds that disagree where fewer than two were built.
    static Result<ChainTally> parse(const Json& json);
    friend bool operator==(const ChainTally&, const ChainTally&) = default;

private:
    std::array<std::uint64_t, kWords> counts_{};
    bool rebuilds_disagree_ = false;
};

}  // namespace assay::crypto
