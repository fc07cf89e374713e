// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/unnamed.hpp"

#include "base/core/text.hpp"
#include "escrow/custody/records.hpp"

namespace assay::escrow {

namespace {

using crypto::IdentityId;
using crypto::Sha256;

constexpr std::size_t kNumberBytes = 8;
constexpr std::int64_t kDaySeconds = 86400;

/// Vendor, one character for the table, digest.
std::string unnamed_key(const IdentityId& vendor, Table table, const Sha256& digest) {
    return key_of(vendor) + (table == Table::Lists ? 'l' : 's') + key_of(digest);
}

struct Note {
    std::int64_t since;
    std::uint64_t size;

    static Result<Note> decode(ByteView value) {
        if (value.size() != 2 * kNumberBytes) return corrupt_tables("what no deposit names has an unreadable note");
        return Note{.since = static_cast<std::int64_t>(read_big_endian<std::uint64_t>(value.first(kNumberBytes))),
                    .size = read_big_endian<std::uint64_t>(value.subspan(kNumberBytes))};
    }
    Bytes encode() const {
        auto out = encode_number(static_cast<std::uint64_t>(since));
        append_big_endian(out, size);
        return out;
    }
};

}  // namespace

Status Unnamed::keep(const IdentityId& vendor, Table table, ByteView object, Time now) {
    const auto turn = sending_.take({vendor});
    TRY(remove_old_below(key_of(vendor), now));
    const auto digest = crypto::sha256(object);
    const auto key = namespaced_key(vendor, digest), note = unnamed_key(vendor, table, digest);
    const bool is_here = TRY(vault_.get(table, key)).has_value();
    const bool is_unnamed = TRY(vault_.get(Table::Unnamed, note)).has_value();
    if (is_here && !is_unnamed) return {};
    if (!is_here) {
        const auto stock = TRY(stock_below(key_of(vendor), now));
        if (stock.count >= limits_.count || stock.bytes + object.size() > limits_.bytes)
            return fail(
                Error(ErrorKind::Limit, "keeping what a deposit is to name: the vendor has " +
                                            count_of(stock.count, "object") + " of " + std::to_string(stock.bytes) +
                                            " bytes here that no deposit names, and may have " +
                                            std::to_string(limits_.count) + " of " + std::to_string(limits_.bytes))
                    .with_hint("finish the deposits that were begun; what no deposit names is removed after " +
                               std::to_string(limits_.kept_days) + " days"));
    }
    Changes changes;
    changes.put(table, key, to_bytes(object));
    changes.put(Table::Unnamed, note, Note{.since = now.seconds(), .size = object.size()}.encode());
    return vault_.apply(changes);
}

void Unnamed::name(Changes& changes, const crypto::Deposit& deposit) {
    changes.remove(Table::Unnamed, unnamed_key(deposit.vendor, Table::Lists, deposit.pieces.sha256));
    for (const auto& object : deposit.sealed)
        changes.remove(Table::Unnamed, unnamed_key(deposit.vendor, Table::Sealed, object.digest.sha256));
}

Status Unnamed::remove_old(Time now) { return remove_old_below("", now); }

Status Unnamed::remove_old_below(std::string_view prefix, Time now) {
    if (TRY(stock_below(prefix, now)).old.empty()) return {};
    const std::unique_lock alone(removing_);
    // A deposit may have named some of it meanwhile.
    return vault_.apply(TRY(stock_below(prefix, now)).old, storage::Space::Reserve);
}

Result<Unnamed::Stock> Unnamed::stock_below(std::string_view prefix, Time now) const {
    Stock out;
    TRY(vault_.for_each(Table::Unnamed, prefix, [&](std::string_view key, ByteView value) -> Status {
        const auto note = TRY(Note::decode(value));
        if (key.size() != IdentityId::kSize + 1 + Sha256::kSize)
            return corrupt_tables("the key of what no deposit names cannot be read");
        if (now.seconds() - note.since <= limits_.kept_days * kDaySeconds) {
            ++out.count;
            out.bytes += note.size;
            return {};
        }
        const auto vendor = key.substr(0, IdentityId::kSize), digest = key.substr(IdentityId::kSize + 1);
        const auto table = key[IdentityId::kSize] == 'l' ? Table::Lists : Table::Sealed;
        out.old.remove(table, std::string(vendor) + std::string(digest));
        out.old.remove(Table::Unnamed, std::string(key));
        return {};
    }));
    return out;
}

}  // namespace assay::escrow
