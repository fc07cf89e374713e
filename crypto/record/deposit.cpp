// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/deposit.hpp"

#include "base/core/text.hpp"

#include <set>

namespace assay::crypto {

namespace {

constexpr std::size_t kSealedMax = 512;

constexpr std::pair<SealedObject::Purpose, std::string_view> kPurposes[] = {
    {SealedObject::Purpose::RoomFile, "room-file"},
    {SealedObject::Purpose::VendorFile, "vendor-file"},
    {SealedObject::Purpose::Share, "share"},
};

Result<SealedObject> parse_sealed(const Json& json) {
    auto record = TRY(Record::of(json, "deposit: sealed object"));
    const auto purpose = TRY(record.text("purpose"));
    const auto to = TRY(read_hex<IdentityId>(record, "to"));
    const auto digest = TRY(read_digests(record, "digest"));
    const auto size = TRY(record.decimal("size"));
    TRY(record.finish());
    for (const auto& [value, name] : kPurposes)
        if (name == purpose) return SealedObject{value, to, digest, size};
    return fail(ErrorKind::Invalid, "deposit: a sealed object is for " + quote(purpose) + ", which is unknown");
}

Result<std::vector<ShareRecord>> parse_shares(const Json& json) {
    if (json.items() == nullptr || json.items()->size() > 255)
        return fail(ErrorKind::Invalid, "deposit: its shares are not a list of at most 255");
    std::vector<ShareRecord> out;
    for (const auto& item : *json.items()) {
        auto record = TRY(Record::of(item, "deposit: share"));
        const auto number = TRY(record.integer("number"));
        if (number != static_cast<std::int64_t>(out.size()) + 1)
            return fail(ErrorKind::Invalid, "deposit: its shares are not numbered 1, 2, 3, …");
        const auto trustee = TRY(read_hex<IdentityId>(record, "trustee"));
        const auto digest = TRY(read_hex<ShareDigest>(record, "digest"));
        TRY(record.finish());
        out.push_back({static_cast<std::uint8_t>(number), trustee, digest});
    }
    return out;
}

/// Every share goes to its own trustee and is there once; every recipient gets one object of a purpose.
Status check_recipients(const Deposit& deposit) {
    std::set<std::pair<SealedObject::Purpose, IdentityId>> seen;
    for (const auto& object : deposit.sealed)
        if (!seen.emplace(object.purpose, object.to).second)
            return fail(ErrorKind::Invalid, "deposit: two objects of one purpose are sealed to " + short_id(object.to));
    std::size_t shares = 0;
    for (const auto& object : deposit.sealed) shares += object.purpose == SealedObject::Purpose::Share;
    if (shares != deposit.shares.size())
        return fail(ErrorKind::Invalid, "deposit: the number of sealed shares is not the number of shares");
    for (const auto& share : deposit.shares)
        if (!seen.contains({SealedObject::Purpose::Share, share.trustee}))
            return fail(ErrorKind::Invalid, "deposit: share " + std::to_string(share.number) + " has no recipient");
    return {};
}

}  // namespace

std::string_view name_of(SealedObject::Purpose purpose) {
    for (const auto& [value, name] : kPurposes)
        if (value == purpose) return name;
    return {};
}

std::string Deposit::payload() const {
    auto share_list = Json::array();
    for (const auto& share : shares)
        share_list.push(Json::object({{"number", std::int64_t{share.number}},
                                      {"trustee", encode_hex(share.trustee.view())},
                                      {"digest", encode_hex(share.digest.view())}}));
    auto sealed_list = Json::array();
    for (const auto& object : sealed)
        sealed_list.push(Json::object({{"purpose", name_of(object.purpose)},
                                       {"to", encode_hex(object.to.view())},
                                       {"digest", object.digest.render()},
                                       {"size", Json::decimal(object.size)}}));
    auto predicate = predicate_head(vendor, time);
    predicate.set("agreement", agreement.render())
        .set("class", deposit_class == DepositClass::Full ? "full" : "source-only")
        .set("nonce", encode_hex(nonce.view()))
        .set("key_commitment", encode_hex(key_commitment.view()))
        .set("pieces", pieces.render())
        .set("piece_count", Json::decimal(piece_count))
        .set("sealed_bytes", Json::decimal(sealed_bytes))
        .set("threshold", std::int64_t{threshold.needed})
        .set("shares", std::move(share_list))
        .set("sealed", std::move(sealed_list))
        .set("closed", commitments);
    return render_payload(StatementKind::Deposit, {{"index", index_root}}, predicate);
}

Result<Deposit> Deposit::parse(const Statement& statement) {
    auto record = TRY(open_predicate(statement, StatementKind::Deposit));
    const auto deposit_class = TRY(record.text("class"));
    if (deposit_class != "full" && deposit_class != "source-only")
        return record.wrong("class", "is neither \"full\" nor \"source-only\"");
    const auto vendor = TRY(only_signer(statement));
    const auto agreement = TRY(read_link(record, "agreement"));
    const auto index_root = TRY(read_subject(statement, "index"));
    const auto nonce = TRY(read_hex<DepositNonce>(record, "nonce"));
    const auto key_commitment = TRY(read_hex<KeyCommitment>(record, "key_commitment"));
    const auto pieces = TRY(read_digests(record, "pieces"));
    const auto piece_count = TRY(record.decimal("piece_count"));
    const auto sealed_bytes = TRY(record.decimal("sealed_bytes"));
    const auto needed = TRY(record.integer("threshold"));
    auto shares = TRY(parse_shares(*TRY(record.any("shares"))));
    if (needed < 2 || needed > static_cast<std::int64_t>(shares.size()))
        return record.wrong("threshold", "is not between 2 and the number of shares");
    const Threshold threshold{static_cast<std::uint8_t>(needed), static_cast<std::uint8_t>(shares.size())};
    const auto* sealed_list = TRY(record.array("sealed"));
    if (sealed_list->size() > kSealedMax) return fail(ErrorKind::Limit, "deposit: holds too many sealed objects");
    std::vector<SealedObject> sealed;
    for (const auto& item : *sealed_list) sealed.push_back(TRY(parse_sealed(item)));
    auto commitments = TRY(read_commitments(record));
    TRY(record.finish());
    Deposit out{.vendor = vendor,
                .time = statement.claimed_time(),
                .agreement = agreement,
                .deposit_class = deposit_class == "full" ? DepositClass::Full : DepositClass::SourceOnly,
                .index_root = index_root,
                .nonce = nonce,
                .key_commitment = key_commitment,
                .pieces = pieces,
                .piece_count = piece_count,
                .sealed_bytes = sealed_bytes,
                .threshold = threshold,
                .shares = std::move(shares),
                .sealed = std::move(sealed),
                .commitments = std::move(commitments)};
    TRY(check_recipients(out));
    return out;
}

const SealedObject* Deposit::sealed_to(const IdentityId& id, SealedObject::Purpose purpose) const {
    for (const auto& object : sealed)
        if (object.to == id && object.purpose == purpose) return &object;
    return nullptr;
}

}  // namespace assay::crypto
