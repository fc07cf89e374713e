// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/chain.hpp"

namespace assay::crypto {

ChainSubject::Tag ChainSubject::tag() const {
    constexpr std::string_view kLabel{"assay-chain-v1\0", 15};
    HashStream<Sha256> hash;
    hash.update(kLabel).update(salt.view()).update(vendor.view());
    hash.update(sha256(bytes_of(product)).view()).update(sha256(bytes_of(git_tree)).view());
    return Tag(hash.finish().array());
}

Json ChainSubject::render() const {
    return Json::object({{"salt", encode_hex(salt.view())},
                         {"vendor", encode_hex(vendor.view())},
                         {"product", product},
                         {"git_tree", git_tree}});
}

Result<ChainSubject> ChainSubject::parse(const Json& json) {
    auto record = TRY(Record::of(json, "chain"));
    const auto salt = TRY(read_hex<Salt>(record, "salt"));
    const auto vendor = TRY(read_hex<IdentityId>(record, "vendor"));
    auto product = TRY(record.text("product"));
    auto git_tree = TRY(record.text("git_tree"));
    TRY(record.finish());
    return ChainSubject{salt, vendor, std::move(product), std::move(git_tree)};
}

ChainPlace ChainPlace::first(const ChainSubject::Tag& tag, std::uint64_t unfinished) {
    return {tag, unfinished + 1, std::nullopt, ChainTally().add(ChainWord::Unfinished, unfinished)};
}

ChainPlace ChainPlace::next(const StatementLink& mine, ChainWord word, std::uint64_t unfinished) const {
    auto tally = before;
    tally.add(word).add(ChainWord::Unfinished, unfinished);
    return {tag, ordinal + 1 + unfinished, mine, tally};
}

Json ChainPlace::render() const {
    return Json::object({{"tag", encode_hex(tag.view())},
                         {"ordinal", Json::decimal(ordinal)},
                         {"previous", previous ? previous->render() : Json()},
                         {"before", before.render()}});
}

Result<ChainPlace> ChainPlace::parse(const Json& json) {
    auto record = TRY(Record::of(json, "chain place"));
    ChainPlace out{};
    out.tag = TRY(read_hex<ChainSubject::Tag>(record, "tag"));
    out.ordinal = TRY(record.decimal("ordinal"));
    const auto* previous = TRY(record.any("previous"));
    if (!previous->is_null()) out.previous = TRY(StatementLink::parse(*previous, "chain place: previous"));
    out.before = TRY(ChainTally::parse(*TRY(record.any("before"))));
    TRY(record.finish());
    if (out.ordinal == 0) return record.wrong("ordinal", "is zero: the first is 1");
    if (out.ordinal > kOrdinalMax) return record.wrong("ordinal", "is above " + std::to_string(kOrdinalMax));
    if (out.before.total() != out.ordinal - 1)
        return record.wrong("before", "counts " + std::to_string(out.before.total()) + ", and " +
                                          std::to_string(out.ordinal - 1) + " come before the ordinal " +
                                          std::to_string(out.ordinal));
    const bool is_first = out.before.count(ChainWord::Unfinished) == out.before.total();
    if (is_first && out.previous) return record.wrong("previous", "precedes the first");
    if (!is_first && !out.previous) return record.wrong("previous", "is not named, and statements come before");
    return out;
}

}  // namespace assay::crypto
