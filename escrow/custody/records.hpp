// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/http/spki.hpp"
#include "crypto/record/agreement_file.hpp"
#include "crypto/statement/deposit_id.hpp"
#include "crypto/tlog/merkle.hpp"
#include "escrow/custody/conflicts.hpp"
#include "escrow/custody/vault.hpp"
#include "storage/export/outbox.hpp"

/// The one place that knows what a key and a value of the custodian's tables look like. Keys are the bytes of ids, one
/// after the other; numbers are 8 bytes, most significant first. What cannot be read is Corrupt.
namespace assay::escrow {

template <std::size_t N, typename Tag>
std::string key_of(const FixedBytes<N, Tag>& id) {
    return to_text(id.view());
}
/// Of Sealed and Lists: a vendor's namespace, then a digest.
std::string namespaced_key(const crypto::IdentityId& vendor, const crypto::Sha256& digest);
/// Of About: an iteration below a deposit gives the order of the log.
std::string about_key(const crypto::DepositId& deposit, std::uint64_t index);

/// Of TlsKeys: a TLS key and an identity that publishes it.
struct PublishedKey {
    http::SpkiDigest key;
    crypto::IdentityId party;

    /// Errors: Corrupt.
    static Result<PublishedKey> of_key(std::string_view key);
    std::string as_key() const { return key_of(key) + key_of(party); }
};

/// Of Concerns: an iteration below a party gives the deposits that concern it.
std::string concern_key(const crypto::IdentityId& party, const crypto::DepositId& deposit);

/// The id a key consists of. Errors: Corrupt.
template <typename Fixed>
Result<Fixed> id_of_key(ByteView key) {
    if (key.size() != Fixed::kSize) return fail(ErrorKind::Corrupt, "the custodian's tables: a key is no id");
    return Fixed::copy_of(key);
}
template <typename Fixed>
Result<Fixed> id_of_key(std::string_view key) {
    return id_of_key<Fixed>(bytes_of(key));
}

/// A statement as the custodian keeps it.
///
/// - `id` and `kind` are those of the envelope's payload.
struct KeptStatement {
    crypto::StatementId id;
    crypto::StatementKind kind;
    storage::OutgoingStatement statement;      ///< envelope, salt, sealed closed parts
    std::optional<crypto::DepositId> deposit;  ///< that it is about

    /// Errors: Invalid when the envelope holds no statement.
    static Result<KeptStatement> of(storage::OutgoingStatement statement,
                                    std::optional<crypto::DepositId> deposit = std::nullopt);
    static Result<KeptStatement> of(const crypto::SaltedEnvelope& statement,
                                    std::optional<crypto::DepositId> deposit = std::nullopt);

    const crypto::SaltedEnvelope& salted() const { return statement.statement; }
    /// Errors: Corrupt.
    static Result<KeptStatement> decode(ByteView value);
    Bytes encode() const;
};

/// Where the leaf of a statement is to be looked for that was written down and not confirmed.
struct PendingLeaf {
    std::uint64_t size = 0;      ///< of the log before it was to be appended
    std::uint64_t position = 0;  ///< among those that were to be appended together

    friend auto operator<=>(const PendingLeaf&, const PendingLeaf&) = default;
    static Result<PendingLeaf> decode(ByteView value);
    Bytes encode() const;
};

/// What proves a statement's leaf: its path to the root of a cosigned checkpoint.
struct Place {
    std::uint64_t index = 0;
    crypto::Sha256 checkpoint;  ///< of the note's text
    std::vector<crypto::MerkleHash> path;

    static Result<Place> decode(ByteView value);
    Bytes encode() const;
};

/// What is noted beside a deposit's statement.
struct DepositNote {
    crypto::StatementId agreement;
    crypto::StatementId held;       ///< the custodian's statement that it holds it
    std::uint64_t piece_bytes = 0;  ///< of all its pieces together

    static Result<DepositNote> decode(ByteView value);
    Bytes encode() const;
};

/// Of Chains: an iteration below a room and a tag gives all that is known of one chain.
std::string chain_prefix(const crypto::IdentityId& room, const crypto::ChainSubject::Tag& tag);
std::string chain_key(const ChainedStatement& chained);
Bytes encode_place(const ChainedStatement& chained);
/// Errors: Corrupt.
Result<ChainedStatement> decode_chained(std::string_view key, ByteView value);

Bytes encode_number(std::uint64_t number);
Result<std::uint64_t> decode_number(ByteView value);

/// The error of tables that contradict themselves.
std::unexpected<Error> corrupt_tables(std::string_view what);

}  // namespace assay::escrow
