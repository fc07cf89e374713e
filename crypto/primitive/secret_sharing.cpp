// SPDX-License-Identifier: Apache-2.0
#include "crypto/primitive/secret_sharing.hpp"

#include "base/core/text.hpp"
#include "crypto/primitive/botan.hpp"

#include <botan/tss.h>
#include <algorithm>
#include <bitset>

namespace assay::crypto {

namespace {

constexpr std::size_t kHeaderBytes = 20;
constexpr std::size_t kCheckBytes = 32;
constexpr std::uint8_t kSha256Check = 2;
constexpr std::size_t kShareBytesMin = kHeaderBytes + 1 + 1 + kCheckBytes;
constexpr std::size_t kShareBytesMax = kHeaderBytes + 1 + kSharedSecretBytesMax + kCheckBytes;

struct ShareHeader {
    std::uint8_t needed;
    std::uint8_t number;
};

/// Botan would take shares without a check, with SHA-1, and with a wrong length too.
Result<ShareHeader> parse_header(ByteView share) {
    const auto wrong = [](const std::string& how) { return fail(ErrorKind::Invalid, "reading a key share: " + how); };
    if (share.size() < kShareBytesMin || share.size() > kShareBytesMax)
        return wrong(count_of(share.size(), "byte") + ", expected " + std::to_string(kShareBytesMin) + " to " +
                     std::to_string(kShareBytesMax));
    if (share[16] != kSha256Check) return wrong("its check is not SHA-256");
    if (share[17] < 2) return wrong("its threshold is below two");
    if (read_big_endian<std::uint16_t>(share.subspan(18)) != share.size() - kHeaderBytes)
        return wrong("its length field does not fit its length");
    if (share[20] == 0) return wrong("its number is zero");
    return ShareHeader{share[17], share[20]};
}

}  // namespace

Result<std::vector<SecretBytes>> split_secret(const SecretBytes& secret, Threshold threshold, ByteView identifier,
                                              Random& random) {
    const auto [needed, count] = threshold;
    if (needed < 2 || needed > count || count > 254)
        return fail(ErrorKind::Invalid, "splitting a secret: " + std::to_string(needed) + " of " +
                                            std::to_string(count) + " shares is outside 2 of 2 to 254 of 254");
    if (secret.empty() || secret.size() > kSharedSecretBytesMax)
        return fail(ErrorKind::Invalid, "splitting a secret: " + count_of(secret.size(), "byte") + ", expected 1 to " +
                                            std::to_string(kSharedSecretBytesMax));
    if (identifier.size() > kShareIdentifierBytesMax)
        return fail(ErrorKind::Invalid, "splitting a secret: an identifier of " + count_of(identifier.size(), "byte") +
                                            ", expected at most " + std::to_string(kShareIdentifierBytesMax));
    try {
        BotanRandom source(random);
        const auto shares =
            Botan::RTSS_Share::split(needed, count, secret.view().data(), static_cast<std::uint16_t>(secret.size()),
                                     to_bytes(identifier), "SHA-256", source);
        std::vector<SecretBytes> out;
        for (const auto& share : shares) out.emplace_back(ByteView(share.data()));
        return out;
    } catch (const Botan::Exception& error) {
        return fail(ErrorKind::Internal, std::string("splitting a secret: ") + error.what());
    }
}

Result<SecretBytes> combine_shares(const std::vector<SecretBytes>& shares) {
    if (shares.empty()) return fail(ErrorKind::Unproven, "combining key shares: there are none");
    const auto first = shares.front().view();
    std::bitset<256> seen;
    for (const auto& share : shares) {
        const auto header = TRY(parse_header(share.view()));
        if (share.size() != first.size() || !equal(share.view().first(kHeaderBytes), first.first(kHeaderBytes)))
            return fail(ErrorKind::Untrusted, "combining key shares: share number " + std::to_string(header.number) +
                                                  " is not of the same secret as the first");
        if (seen.test(header.number))
            return fail(ErrorKind::Invalid,
                        "combining key shares: share number " + std::to_string(header.number) + " is given twice");
        seen.set(header.number);
    }
    if (const auto needed = TRY(parse_header(first)).needed; shares.size() < needed)
        return fail(ErrorKind::Unproven, "combining key shares: " + std::to_string(shares.size()) + " of the " +
                                             std::to_string(needed) + " needed");
    try {
        std::vector<Botan::RTSS_Share> botan_shares;
        for (const auto& share : shares) botan_shares.emplace_back(share.view().data(), share.size());
        return SecretBytes(ByteView(Botan::RTSS_Share::reconstruct(botan_shares)));
    } catch (const Botan::Exception&) {
        return fail(ErrorKind::Untrusted, "combining key shares: they do not fit together, one of them was altered");
    }
}

}  // namespace assay::crypto
