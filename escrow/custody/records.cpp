// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/records.hpp"

namespace assay::escrow {

namespace {

using crypto::ChainTally;
using crypto::ChainWord;

constexpr std::size_t kNumberBytes = 8;

/// Takes values apart from the front.
class Fields {
public:
    explicit Fields(ByteView value) : rest_(value) {}

    bool has(std::size_t size) const { return rest_.size() >= size; }
    bool empty() const { return rest_.empty(); }
    std::uint64_t number() { return read_big_endian<std::uint64_t>(take(kNumberBytes)); }
    template <typename Fixed>
    Fixed fixed() {
        return Fixed::copy_of(take(Fixed::kSize));
    }

private:
    ByteView take(std::size_t size) {
        const auto out = rest_.first(size);
        rest_ = rest_.subspan(size);
        return out;
    }
    ByteView rest_;
};

Error corrupt(Error error) { return std::move(error).within("the custodian's tables").as(ErrorKind::Corrupt); }

Result<KeptStatement> parse_kept(ByteView value) {
    const auto json = TRY(Json::parse(text_of(value), {.bytes = storage::Outbox::kBytesMax, .depth = 16}));
    auto record = TRY(Record::of(json, "kept statement"));
    auto statement = TRY(storage::OutgoingStatement::parse(*TRY(record.any("entry"))));
    std::optional<crypto::DepositId> deposit;
    if (record.has("deposit"))
        deposit = TRY(decode_hex_as<crypto::DepositId>(TRY(record.text("deposit")), "kept statement: deposit"));
    TRY(record.finish());
    return KeptStatement::of(std::move(statement), deposit);
}

}  // namespace

std::unexpected<Error> corrupt_tables(std::string_view what) {
    return fail(ErrorKind::Corrupt, "the custodian's tables: " + std::string(what));
}

std::string namespaced_key(const crypto::IdentityId& vendor, const crypto::Sha256& digest) {
    return key_of(vendor) + key_of(digest);
}

std::string about_key(const crypto::DepositId& deposit, std::uint64_t index) {
    return key_of(deposit) + to_text(encode_number(index));
}

Result<PublishedKey> PublishedKey::of_key(std::string_view key) {
    if (key.size() != http::SpkiDigest::kSize + crypto::IdentityId::kSize)
        return fail(ErrorKind::Corrupt, "the custodian's tables: a key is no TLS key and identity");
    const auto spki = TRY(id_of_key<http::SpkiDigest>(key.substr(0, http::SpkiDigest::kSize)));
    const auto party = TRY(id_of_key<crypto::IdentityId>(key.substr(http::SpkiDigest::kSize)));
    return PublishedKey{.key = spki, .party = party};
}

std::string concern_key(const crypto::IdentityId& party, const crypto::DepositId& deposit) {
    return key_of(party) + key_of(deposit);
}

Result<KeptStatement> KeptStatement::of(storage::OutgoingStatement statement,
                                        std::optional<crypto::DepositId> deposit) {
    const auto id = TRY(crypto::peek_link(statement.statement.envelope)).id();
    const auto kind = TRY(crypto::peek_kind(statement.statement.envelope));
    return KeptStatement{.id = id, .kind = kind, .statement = std::move(statement), .deposit = deposit};
}

Result<KeptStatement> KeptStatement::of(const crypto::SaltedEnvelope& statement,
                                        std::optional<crypto::DepositId> deposit) {
    return of(storage::OutgoingStatement{.statement = statement, .closed = {}}, deposit);
}

Result<KeptStatement> KeptStatement::decode(ByteView value) {
    auto kept = parse_kept(value);
    if (!kept) return fail(corrupt(std::move(kept).error()));
    return kept;
}

Bytes KeptStatement::encode() const {
    auto json = Json::object({{"entry", statement.render()}});
    if (deposit) json.set("deposit", encode_hex(deposit->view()));
    return to_bytes(json.render());
}

Result<PendingLeaf> PendingLeaf::decode(ByteView value) {
    if (value.size() != 2 * kNumberBytes) return corrupt_tables("a pending statement's note cannot be read");
    Fields fields(value);
    const auto size = fields.number();
    return PendingLeaf{.size = size, .position = fields.number()};
}

Bytes PendingLeaf::encode() const {
    auto out = encode_number(size);
    append_big_endian(out, position);
    return out;
}

Result<Place> Place::decode(ByteView value) {
    Fields fields(value);
    if (!fields.has(kNumberBytes + crypto::Sha256::kSize) ||
        (value.size() - kNumberBytes) % crypto::MerkleHash::kSize != 0)
        return corrupt_tables("a statement's place cannot be read");
    Place out;
    out.index = fields.number();
    out.checkpoint = fields.fixed<crypto::Sha256>();
    while (!fields.empty()) out.path.push_back(fields.fixed<crypto::MerkleHash>());
    return out;
}

Bytes Place::encode() const {
    auto out = encode_number(index);
    append(out, checkpoint.view());
    for (const auto& hash : path) append(out, hash.view());
    return out;
}

Result<DepositNote> DepositNote::decode(ByteView value) {
    if (value.size() != 2 * crypto::StatementId::kSize + kNumberBytes)
        return corrupt_tables("a deposit's note cannot be read");
    Fields fields(value);
    DepositNote out;
    out.agreement = fields.fixed<crypto::StatementId>();
    out.held = fields.fixed<crypto::StatementId>();
    out.piece_bytes = fields.number();
    return out;
}

Bytes DepositNote::encode() const {
    auto out = to_bytes(agreement.view());
    append(out, held.view());
    append_big_endian(out, piece_bytes);
    return out;
}

std::string chain_prefix(const crypto::IdentityId& room, const crypto::ChainSubject::Tag& tag) {
    return key_of(room) + key_of(tag);
}

std::string chain_key(const ChainedStatement& chained) {
    return chain_prefix(chained.room, chained.tag) + key_of(chained.id);
}

Bytes encode_place(const ChainedStatement& chained) {
    auto out = encode_number(chained.ordinal);
    append(out, chained.deposit.view());
    append_big_endian(out, static_cast<std::uint64_t>(chained.word));
    for (std::size_t i = 0; i < ChainTally::kWords; ++i)
        append_big_endian(out, chained.before.count(static_cast<ChainWord>(i)));
    append_big_endian(out, std::uint64_t{chained.before.rebuilds_disagree()});
    if (chained.previous) append(out, chained.previous->view());
    return out;
}

Result<ChainedStatement> decode_chained(std::string_view key, ByteView value) {
    using Tag = crypto::ChainSubject::Tag;
    using crypto::StatementId;
    constexpr auto kFixedBytes = StatementId::kSize + (3 + ChainTally::kWords) * kNumberBytes;
    Fields keys(bytes_of(key)), values(value);
    const bool has_previous = value.size() == kFixedBytes + StatementId::kSize;
    if (key.size() != crypto::IdentityId::kSize + Tag::kSize + StatementId::kSize ||
        (value.size() != kFixedBytes && !has_previous))
        return corrupt_tables("a statement's place in a chain cannot be read");
    const auto room = keys.fixed<crypto::IdentityId>();
    const auto tag = keys.fixed<Tag>();
    const auto id = keys.fixed<StatementId>();
    const auto ordinal = values.number();
    const auto deposit = values.fixed<StatementId>();
    const auto word = values.number();
    if (word >= ChainTally::kWords) return corrupt_tables("what a statement of a chain says cannot be read");
    ChainedStatement out{.room = room,
                         .tag = tag,
                         .id = id,
                         .deposit = deposit,
                         .ordinal = ordinal,
                         .previous = std::nullopt,
                         .before = {},
                         .word = static_cast<ChainWord>(word)};
    for (std::size_t i = 0; i < ChainTally::kWords; ++i) out.before.add(static_cast<ChainWord>(i), values.number());
    out.before.set_rebuilds_disagree(values.number() != 0);
    if (has_previous) out.previous = values.fixed<StatementId>();
    return out;
}

Bytes encode_number(std::uint64_t number) {
    Bytes out;
    append_big_endian(out, number);
    return out;
}

Result<std::uint64_t> decode_number(ByteView value) {
    if (value.size() != kNumberBytes) return corrupt_tables("a number cannot be read");
    return read_big_endian<std::uint64_t>(value);
}

}  // namespace assay::escrow
