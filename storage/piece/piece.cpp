// SPDX-License-Identifier: Apache-2.0
#include "storage/piece/piece.hpp"

#include "crypto/primitive/aead.hpp"
#include "storage/piece/plain_form.hpp"
#include "storage/piece/rounding.hpp"

#include <cassert>

namespace assay::storage {

namespace {

constexpr std::uint8_t kZeroNonce[crypto::kAeadNonceBytes] = {};

Bytes associated_data(const PieceContext& context) {
    auto out = to_bytes("assay-piece-v2");
    out.push_back(0);
    out.push_back(static_cast<std::uint8_t>(context.kind));
    append(out, context.vendor.view());
    return out;
}

PieceId id_of(ByteView sealed) { return PieceId(crypto::sha256(sealed).array()); }

SealedPiece encrypt(ByteView plain, ByteView key, ByteView associated) {
    return SealedPiece(crypto::aead_seal(crypto::Aead::Aes256Gcm, {key, kZeroNonce, associated}, plain));
}

Result<Bytes> decrypt(ByteView sealed, const PieceId& id, ByteView key, const PieceContext& context) {
    if (sealed.size() > sealed_bytes_max(context.kind))
        return fail(ErrorKind::Limit,
                    "its " + std::to_string(sealed.size()) + " bytes are more than its kind may have");
    if (const auto found = id_of(sealed); found != id)
        return fail(ErrorKind::Untrusted, "its bytes hash to " + crypto::hex(found) + ", not to its id");
    if (sealed.size() < crypto::kAeadTagBytes) return fail(ErrorKind::Invalid, "it is too short to hold a tag");
    auto plain = crypto::aead_open(crypto::Aead::Aes256Gcm, {key, kZeroNonce, associated_data(context)}, sealed);
    if (!plain) return fail(ErrorKind::Untrusted, "its tag does not fit its key, kind and vendor");
    return plain;
}

Result<Bytes> open(ByteView sealed, const PieceRef& ref, const PieceContext& context) {
    return decode_plain(TRY(decrypt(sealed, ref.id, ref.key.view(), context)), content_bytes_max(context.kind));
}

Result<Bytes> open_root_bytes(ByteView sealed, const PieceId& id, const PieceContext& context, const SecretBytes& key) {
    if (key.size() != crypto::kAeadKeyBytes) return fail(ErrorKind::Invalid, "its key has not 32 bytes");
    return decode_plain(TRY(decrypt(sealed, id, key.view(), context)), content_bytes_max(context.kind));
}

}  // namespace

SealedPiece::SealedPiece(Bytes bytes) : id_(id_of(bytes)), bytes_(std::move(bytes)) {}

std::size_t sealed_bytes_max(PieceKind kind) {
    return rounded_bytes(kPlainHeaderBytes + content_bytes_max(kind)) + crypto::kAeadTagBytes;
}

std::size_t sealed_bytes_max() { return sealed_bytes_max(PieceKind::Root); }

SealedContent seal_piece(ByteView content, const PieceContext& context, const PieceKeySource& keys, ContentHint hint) {
    assert(content.size() <= content_bytes_max(context.kind) && context.kind != PieceKind::Root);
    thread_local Bytes buffer;
    const auto plain = encode_plain(content, hint, buffer);
    const auto associated = associated_data(context);
    const auto key = keys.derive(crypto::sha256(plain), associated);
    auto piece = encrypt(plain, key.view(), associated);
    const auto id = piece.id();
    return {std::move(piece), {id, key}};
}

SealedRoot seal_root(ByteView content, const VendorId& vendor, const RootKeySource& keys, ContentHint hint) {
    const PieceContext context{PieceKind::Root, vendor};
    assert(content.size() <= content_bytes_max(context.kind));
    Bytes buffer;
    const auto plain = encode_plain(content, hint, buffer);
    const PlainDigest digest(crypto::sha256(plain).array());
    const auto key = keys(digest);
    assert(key.size() == PieceKey::kSize);
    return {encrypt(plain, key.view(), associated_data(context)), digest};
}

Result<Bytes> open_piece(ByteView sealed, const PieceRef& ref, const PieceContext& context) {
    auto content = open(sealed, ref, context);
    if (!content) return fail(std::move(content.error()).within("opening " + short_name(ref.id)));
    return content;
}

Result<Bytes> open_root(ByteView sealed, const PieceId& id, const VendorId& vendor, const SecretBytes& key) {
    auto content = open_root_bytes(sealed, id, {PieceKind::Root, vendor}, key);
    if (!content) return fail(std::move(content.error()).within("opening the index root, " + short_name(id)));
    return content;
}

std::string short_name(const PieceId& id) { return "piece " + crypto::hex(id.view().first(8)) + "…"; }

}  // namespace assay::storage
