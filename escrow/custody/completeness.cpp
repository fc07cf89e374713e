// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/completeness.hpp"

#include "base/core/text.hpp"
#include "escrow/custody/records.hpp"

namespace assay::escrow {

namespace {

std::string describe(const crypto::SealedObject& object) {
    return "the " + std::string(crypto::name_of(object.purpose)) + " sealed to " + crypto::short_id(object.to);
}

}  // namespace

Result<storage::PieceList> find_list(const Vault& vault, const crypto::Deposit& deposit) {
    const auto bytes = TRY(vault.get(Table::Lists, namespaced_key(deposit.vendor, deposit.pieces.sha256)));
    if (!bytes) return fail(ErrorKind::Unproven, "its piece list is not here");
    if (crypto::DigestSet::of(*bytes) != deposit.pieces)
        return fail(ErrorKind::Untrusted, "its piece list is not the one it names");
    auto list = TRY(storage::PieceList::decode(*bytes));
    if (list.size() != deposit.piece_count)
        return fail(ErrorKind::Untrusted, "its piece list has " + count_of(list.size(), "piece") + ", and it names " +
                                              std::to_string(deposit.piece_count));
    return list;
}

Result<Bytes> find_sealed(const Vault& vault, const crypto::Deposit& deposit, const crypto::SealedObject& object) {
    auto bytes = TRY(vault.get(Table::Sealed, namespaced_key(deposit.vendor, object.digest.sha256)));
    if (!bytes) return fail(ErrorKind::Unproven, describe(object) + " is not here");
    if (crypto::DigestSet::of(*bytes) != object.digest)
        return fail(ErrorKind::Untrusted, describe(object) + " is not the one it names");
    if (bytes->size() != object.size)
        return fail(ErrorKind::Untrusted, describe(object) + " does not have the size it names");
    return std::move(*bytes);
}

Result<std::uint64_t> check_complete(const Vault& vault, const crypto::Deposit& deposit) {
    const auto list = TRY(find_list(vault, deposit));
    if (!list.contains(storage::PieceId(deposit.index_root.sha256.array())))
        return fail(ErrorKind::Untrusted, "its index root is not in its piece list");
    const auto stock = TRY(vault.stock(deposit.vendor, list));
    if (!stock.missing.empty())
        return fail(ErrorKind::Unproven, count_of(stock.missing.size(), "piece") + " of " +
                                             std::to_string(list.size()) + " are not here, " +
                                             storage::short_name(stock.missing.front()) + " first");
    for (const auto& object : deposit.sealed) TRY(find_sealed(vault, deposit, object));
    return stock.bytes;
}

}  // namespace assay::escrow
