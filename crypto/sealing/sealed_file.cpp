// SPDX-License-Identifier: Apache-2.0
#include "crypto/sealing/sealed_file.hpp"

namespace assay::crypto {

namespace {

constexpr std::string_view kRoomMagic = "assay-room-file-v1\n";
constexpr std::string_view kShareMagic = "assay-share-v1\n";
constexpr std::size_t kShareBytesMax = 256;

SecretBytes joined(std::initializer_list<ByteView> parts) {
    std::size_t size = 0;
    for (const auto& part : parts) size += part.size();
    SecretBytes out(size);
    auto* at = out.mutable_view().data();
    for (const auto& part : parts) {
        if (!part.empty()) std::memcpy(at, part.data(), part.size());
        at += part.size();
    }
    return out;
}

/// Takes `size` bytes off the front.
ByteView take(ByteView& from, std::size_t size) {
    const auto out = from.first(size);
    from = from.subspan(size);
    return out;
}

}  // namespace

SecretBytes RoomFile::render() const {
    const auto text = closed.render();
    return joined({bytes_of(kRoomMagic), nonce.view(), key.secret().view(), bytes_of(text)});
}

Result<RoomFile> RoomFile::parse(ByteView plain) {
    if (!text_of(plain).starts_with(kRoomMagic))
        return fail(ErrorKind::Invalid, "the room file is of an unknown format");
    auto rest = plain.subspan(kRoomMagic.size());
    if (rest.size() < DepositNonce::kSize + DepositKey::kSize)
        return fail(ErrorKind::Invalid, "the room file is too short");
    const auto nonce = DepositNonce::copy_of(take(rest, DepositNonce::kSize));
    auto key = TRY(DepositKey::from(SecretBytes(take(rest, DepositKey::kSize))));
    auto closed = TRY(ClosedPart::parse(text_of(rest)));
    return RoomFile{nonce, std::move(key), std::move(closed)};
}

Status RoomFile::check(const Deposit& deposit) const {
    if (nonce != deposit.nonce)
        return fail(ErrorKind::Untrusted, "wrong-nonce", "the room file belongs to another deposit");
    if (key.commit(nonce) != deposit.key_commitment)
        return fail(ErrorKind::Untrusted, "key-commitment",
                    "the key in the room file is not the one the deposit commits to");
    return closed.check(deposit.commitments);
}

SecretBytes ShareFile::render() const {
    const std::uint8_t number[] = {share.number};
    return joined({bytes_of(kShareMagic), nonce.view(), number, share.salt.view(), share.bytes.view()});
}

Result<ShareFile> ShareFile::parse(ByteView plain) {
    if (!text_of(plain).starts_with(kShareMagic))
        return fail(ErrorKind::Invalid, "the share file is of an unknown format");
    auto rest = plain.subspan(kShareMagic.size());
    if (rest.size() <= DepositNonce::kSize + 1 + ShareSalt::kSize)
        return fail(ErrorKind::Invalid, "the share file is too short");
    const auto nonce = DepositNonce::copy_of(take(rest, DepositNonce::kSize));
    const auto number = take(rest, 1)[0];
    const auto salt = ShareSalt::copy_of(take(rest, ShareSalt::kSize));
    if (rest.size() > kShareBytesMax) return fail(ErrorKind::Limit, "the share file is too long");
    return ShareFile{nonce, Share{number, salt, SecretBytes(rest)}};
}

Status ShareFile::check(const Deposit& deposit, const IdentityId& trustee) const {
    if (nonce != deposit.nonce)
        return fail(ErrorKind::Untrusted, "wrong-nonce", "the share file belongs to another deposit");
    if (share.number < 1 || share.number > deposit.shares.size() ||
        deposit.shares[share.number - 1U].trustee != trustee)
        return fail(ErrorKind::Untrusted, "share " + std::to_string(share.number) + " is not this trustee's");
    if (share.digest() != deposit.shares[share.number - 1U].digest)
        return fail(ErrorKind::Untrusted,
                    "share " + std::to_string(share.number) + " is not the one the deposit commits to");
    return {};
}

}  // namespace assay::crypto
