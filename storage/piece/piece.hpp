// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/statement/identity.hpp"
#include "storage/piece/piece_key.hpp"

#include <functional>

namespace assay::storage {

/// SHA-256 of a sealed piece.
using PieceId = FixedBytes<32, struct PieceIdTag>;

/// SHA-256 of exactly the bytes that are encrypted.
using PlainDigest = FixedBytes<32, struct PlainDigestTag>;

/// In whose namespace a piece lives: the vendor's identity.
using VendorId = crypto::IdentityId;

/// What a piece holds; authenticated, so a piece opens as what it was sealed as only.
enum class PieceKind : std::uint8_t {
    Data = 1,       ///< content of files
    Directory = 2,  ///< one directory of the index
    Root = 3        ///< the index root, sealed with a key of its own
};

/// The size of what precedes the payload in a plain form.
constexpr std::size_t kPlainHeaderBytes = 10;

/// The largest content of a piece of that kind. Of data, as much as fills 1 MiB with its header, which needs no
/// padding.
constexpr std::size_t content_bytes_max(PieceKind kind) {
    return kind == PieceKind::Data ? (std::size_t{1} << 20) - kPlainHeaderBytes : std::size_t{16} << 20;
}

/// What a piece is sealed as. Both are authenticated: opened as another kind or for another vendor, it does not open.
struct PieceContext {
    PieceKind kind;
    VendorId vendor;
};

/// All that is needed to open one piece, and no other: id and key fix the plain form (pack.md). As secret as the
/// content.
struct PieceRef {
    static constexpr std::size_t kSize = 64;

    PieceId id;
    PieceKey key;

    friend auto operator<=>(const PieceRef&, const PieceRef&) = default;
};

/// Ciphertext and its id, which is always right: it is computed here.
class SealedPiece {
public:
    explicit SealedPiece(Bytes bytes);

    const PieceId& id() const { return id_; }
    const Bytes& bytes() const { return bytes_; }
    Bytes take_bytes() && { return std::move(bytes_); }

private:
    PieceId id_;
    Bytes bytes_;
};

/// The largest ciphertext a piece of any kind can have; readers refuse more unseen.
std::size_t sealed_bytes_max(PieceKind kind);
std::size_t sealed_bytes_max();

/// What is known of content before it is compressed.
struct ContentHint {
    /// Where it turns from text to digests and keys, which compress badly and spoil the statistics of the rest; 0 where
    /// it does not.
    std::size_t seam = 0;
    /// Part of a large file, which may be compressed already: a sample decides whether to try.
    bool may_be_compressed = false;
};

/// A piece to send, and what the index needs to open it again.
struct SealedContent {
    SealedPiece piece;
    PieceRef ref;
};

/// Compresses, pads and encrypts. The same content, context and secret always give the same piece (of one version of
/// zstd). Content is 1 to content_bytes_max bytes (asserted). Page: pack.md, "sealing".
SealedContent seal_piece(ByteView content, const PieceContext& context, const PieceKeySource& keys,
                         ContentHint hint = {});

/// Where an index root's key comes from: 32 bytes for the SHA-256 of exactly the bytes they will encrypt, and others
/// for every other digest. So no key ever encrypts two roots (the nonce is zero), also where one seed makes them.
using RootKeySource = std::function<SecretBytes(const PlainDigest& plain_digest)>;

/// A root to send, and what its key was asked for.
struct SealedRoot {
    SealedPiece piece;
    PlainDigest digest;
};

/// The root, with a key of its own.
SealedRoot seal_root(ByteView content, const VendorId& vendor, const RootKeySource& keys, ContentHint hint = {});

/// The content. Errors: Untrusted when id or tag do not fit, Limit when larger than its kind may be, Invalid when
/// padding, codec or length break the format, Unsupported for a dictionary, each in its own words. Page: pack.md,
/// "opening".
Result<Bytes> open_piece(ByteView sealed, const PieceRef& ref, const PieceContext& context);

/// The root's content, by the id and key that the deposit statement binds.
Result<Bytes> open_root(ByteView sealed, const PieceId& id, const VendorId& vendor, const SecretBytes& key);

/// `piece 5f0c…`: the first 16 digits, for messages.
std::string short_name(const PieceId& id);

}  // namespace assay::storage
