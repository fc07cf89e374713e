// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/deposit.hpp"

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
    SealedObject out{SealedObject::Purpose::RoomFile, TRY(read_hex<IdentityId>(record, "to")), TRY(read_link(record, "digest")), TRY(record.decimal("size"))};
    TRY(record.finish());
    for (const auto& [value, name] : kPurposes)
        if (name == purpose) {
            out.purpose = value;
            return out;
        }
    return fail(ErrorKind::Invalid, "deposit: a sealed object is for " + quote(purpose) + ", which is unknown");
}

Result<std::vector<ShareRecord>> parse_shares(const Json& json) {
    if (json.items() == nullptr || json.items()->size() > 255) return fail(ErrorKind::Invalid, "deposit: its shares are not a list of at most 255");
    std::vector<ShareRecord> out;
    for (const auto& item : *json.items()) {
        auto record = TRY(Record::of(item, "deposit: share"));
        const auto number = TRY(record.integer("number"));
        if (number != static_cast<std::int64_t>(out.size()) + 1) return fail(ErrorKind::Invalid, "deposit: its shares are not numbered 1, 2, 3, …");
        out.push_back({static_cast<std::uint8_t>(number), TRY(read_hex<IdentityId>(record, "trustee")), TRY(read_hex<ShareDigest>(record, "digest"))});
        TRY(record.finish());
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
    if (shares != deposit.shares.size()) return fail(ErrorKind::Invalid, "deposit: the number of sealed shares is not the number of shares");
    for (const auto& share : deposit.shares)
        if (!seen.contains({SealedObject::Purpose::Share, share.trustee}))
            return fail(ErrorKind::Invalid, "deposit: share " + std::to_string(share.number) + " is sealed to nobody");
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
        share_list.push(Json::object({{"number", std::int64_t{share.number}}, {"trustee", encode_hex(share.trustee.view())}, {"digest", encode_hex(share.digest.view())}}));
    auto sealed_list = Json::array();
    for (const auto& object : sealed)
        sealed_list.push(Json::object({{"purpose", name_of(object.purpose)}, {"to", encode_hex(object.to.view())}, {"digest", object.digest.render()}, {"size", Json::decimal(object.size)}}));
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
    if (deposit_class != "full" && deposit_class != "source-only") return record.wrong("class", "is neither \"full\" nor \"source-only\"");
    Deposit out{.vendor = TRY(only_signer(statement)),
                .time = statement.claimed_time(),
                .agreement = TRY(read_link(record, "agreement")),
                .deposit_class = deposit_class == "full" ? DepositClass::Full : DepositClass::SourceOnly,
                .index_root = TRY(read_subject(statement, "index")),
                .nonce = TRY(read_hex<DepositNonce>(record, "nonce")),
                .key_commitment = TRY(read_hex<KeyCommitment>(record, "key_commitment")),
                .pieces = TRY(read_link(record, "pieces")),
                .piece_count = TRY(record.decimal("piece_count")),
                .sealed_bytes = TRY(record.decimal("sealed_bytes")),
                .threshold = {},
                .shares = TRY(parse_shares(*TRY(record.any("shares")))),
                .sealed = {},
                .commitments = TRY(read_commitments(record))};
    const auto needed = TRY(record.integer("threshold"));
    if (needed < 2 || needed > static_cast<std::int64_t>(out.shares.size())) return record.wrong("threshold", "is not between 2 and the number of shares");
    out.threshold = {static_cast<std::uint8_t>(needed), static_cast<std::uint8_t>(out.shares.size())};
    const auto* sealed = TRY(record.array("sealed"));
    if (sealed->size() > kSealedMax) return fail(ErrorKind::Limit, "deposit: holds too many sealed objects");
    for (const auto& item : *sealed) out.sealed.push_back(TRY(parse_sealed(item)));
    TRY(record.finish());
    TRY(check_recipients(out));
    return out;
}

const SealedObject* Deposit::sealed_to(const IdentityId& id, SealedObject::Purpose purpose) const {
    for (const auto& object : sealed)
        if (object.to == id && object.purpose == purpose) return &object;
    return nullptr;
}

}  // namespace assay::crypto
