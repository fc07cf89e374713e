// SPDX-License-Identifier: Apache-2.0
#include "crypto/sealing/deposit_key.hpp"

#include "crypto/primitive/drbg.hpp"
#include "crypto/primitive/mac.hpp"

#include <set>

namespace assay::crypto {

namespace {
constexpr std::uint8_t kZero[] = {0};
constexpr std::size_t kShareIdentifierBytes = 16;
}  // namespace

ShareDigest Share::digest() const {
    HashStream<Sha512> hash;
    const std::uint8_t number_byte[] = {number};
    hash.update("assay-share-v1")
        .update(ByteView(kZero))
        .update(salt.view())
        .update(ByteView(number_byte))
        .update(bytes.view());
    return ShareDigest(hash.finish().array());
}

DepositKey DepositKey::generate(Random& random) { return DepositKey(random.secret(kSize)); }

Result<DepositKey> DepositKey::from(SecretBytes bytes) {
    if (bytes.size() != kSize)
        return fail(ErrorKind::Invalid, "a deposit key has 32 bytes, this one has " + std::to_string(bytes.size()));
    return DepositKey(std::move(bytes));
}

KeyCommitment DepositKey::commit(const DepositNonce& nonce) const {
    HashStream<Sha512> hash;
    hash.update("assay-deposit-key-v1").update(ByteView(kZero)).update(nonce.view()).update(bytes_.view());
    return KeyCommitment(hash.finish().array());
}

SecretBytes DepositKey::index_key(const DepositNonce& nonce) const {
    return hkdf_sha256(bytes_.view(), nonce.view(), std::string_view("assay-index-root-v1"));
}

Result<std::vector<Share>> DepositKey::shares(const DepositNonce& nonce, Threshold threshold) const {
    HmacDrbg coefficients(hkdf_sha256(bytes_.view(), nonce.view(), std::string_view("assay-share-coefficients-v1"), 48),
                          "assay-shares");
    auto parts = TRY(split_secret(bytes_, threshold, nonce.view().first(kShareIdentifierBytes), coefficients));
    std::vector<Share> out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto number = static_cast<std::uint8_t>(i + 1);
        const auto salt =
            hkdf_sha256(bytes_.view(), nonce.view(), "assay-share-salt-v1 " + std::to_string(number), ShareSalt::kSize);
        out.push_back({number, ShareSalt::copy_of(salt.view()), std::move(parts[i])});
    }
    return out;
}

Result<DepositKey> combine(const std::vector<Share>& shares, const Deposit& deposit) {
    std::set<std::uint8_t> numbers;
    std::vector<SecretBytes> parts;
    for (const auto& share : shares) {
        const auto name = "share " + std::to_string(share.number);
        if (share.number < 1 || share.number > deposit.shares.size())
            return fail(ErrorKind::Untrusted,
                        name + " is not one of this deposit's " + std::to_string(deposit.shares.size()));
        if (share.digest() != deposit.shares[share.number - 1U].digest)
            return fail(ErrorKind::Untrusted, name + " is not the one the deposit commits to");
        if (numbers.insert(share.number).second) parts.push_back(share.bytes.clone());
    }
    if (parts.size() < deposit.threshold.needed)
        return fail(ErrorKind::Unproven, std::to_string(deposit.threshold.needed) + " shares are needed, " +
                                             std::to_string(parts.size()) + " are here");
    auto key = TRY(DepositKey::from(TRY(combine_shares(parts))));
    if (key.commit(deposit.nonce) != deposit.key_commitment)
        return fail(ErrorKind::Untrusted, "the combined key is not the one the deposit commits to");
    return key;
}

}  // namespace assay::crypto
