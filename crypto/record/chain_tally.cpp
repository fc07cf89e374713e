// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/chain_tally.hpp"

#include "base/core/text.hpp"

#include <numeric>
#include <vector>

namespace assay::crypto {

namespace {

constexpr std::uint64_t kCountMax = 100'000;  // of a chain: ChainPlace::kOrdinalMax
constexpr std::string_view kDisagree = "rebuilds_disagree";

ChainWord word_at(std::size_t position) { return static_cast<ChainWord>(position); }

}  // namespace

std::string_view name_of(ChainWord word) {
    switch (word) {
        case ChainWord::Built: return "built";
        case ChainWord::Failed: return "failed";
        case ChainWord::Unfinished: return "unfinished";
        case ChainWord::Identical: return name_of(VerdictKind::Identical);
        case ChainWord::IdenticalAfterSignature: return name_of(VerdictKind::IdenticalAfterSignature);
        case ChainWord::NotComparable: return name_of(VerdictKind::NotComparable);
        case ChainWord::Explained: return name_of(VerdictKind::Explained);
        case ChainWord::Unexplained: return name_of(VerdictKind::Unexplained);
    }
    return {};
}

ChainWord word_of(VerdictKind verdict) {
    switch (verdict) {
        case VerdictKind::Identical: return ChainWord::Identical;
        case VerdictKind::IdenticalAfterSignature: return ChainWord::IdenticalAfterSignature;
        case VerdictKind::NotComparable: return ChainWord::NotComparable;
        case VerdictKind::Explained: return ChainWord::Explained;
        case VerdictKind::Unexplained: break;
    }
    return ChainWord::Unexplained;
}

std::uint64_t ChainTally::total() const { return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0}); }

ChainTally& ChainTally::add(ChainWord word, std::uint64_t count) {
    counts_[static_cast<std::size_t>(word)] += count;
    return *this;
}

ChainTally& ChainTally::set_rebuilds_disagree(bool disagree) {
    rebuilds_disagree_ = disagree;
    return *this;
}

bool ChainTally::holds(const ChainTally& earlier) const {
    for (std::size_t i = 0; i < kWords; ++i)
        if (counts_[i] < earlier.counts_[i]) return false;
    return rebuilds_disagree_ || !earlier.rebuilds_disagree_;
}

std::string ChainTally::words() const {
    std::vector<std::string> out;
    for (auto i = kWords; i-- > 0;)
        if (counts_[i] > 0) out.push_back(std::to_string(counts_[i]) + " " + std::string(name_of(word_at(i))));
    return out.empty() ? "nothing" : join(out, ", ");
}

Json ChainTally::render() const {
    auto out = Json::object();
    for (std::size_t i = 0; i < kWords; ++i) out.set(std::string(name_of(word_at(i))), Json::decimal(counts_[i]));
    out.set(std::string(kDisagree), rebuilds_disagree_);
    return out;
}

Result<ChainTally> ChainTally::parse(const Json& json) {
    auto record = TRY(Record::of(json, "chain place: before"));
    ChainTally out;
    for (std::size_t i = 0; i < kWords; ++i) {
        const auto name = name_of(word_at(i));
        out.counts_[i] = TRY(record.decimal(name));
        if (out.counts_[i] > kCountMax) return record.wrong(name, "is above " + std::to_string(kCountMax));
    }
    out.rebuilds_disagree_ = TRY(record.boolean(kDisagree));
    TRY(record.finish());
    if (out.rebuilds_disagree_ && out.count(ChainWord::Built) < 2)
        return record.wrong(kDisagree, "takes two rebuilds that were built");
    return out;
}

}  // namespace assay::crypto
