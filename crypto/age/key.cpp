// SPDX-License-Identifier: Apache-2.0
#include "crypto/age/key.hpp"

#include "base/core/text.hpp"
#include "crypto/age/bech32.hpp"
#include "crypto/primitive/kem.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

constexpr std::string_view kHybridRecipient = "age1pq";
constexpr std::string_view kX25519Recipient = "age";
constexpr std::string_view kHybridIdentity = "AGE-SECRET-KEY-PQ-";
constexpr std::string_view kX25519Identity = "AGE-SECRET-KEY-";
constexpr std::size_t kSecretBytes = 32;
static_assert(kSecretBytes == kHybridSeedBytes && kSecretBytes == kX25519Bytes);

std::span<std::uint8_t> memory_of(std::string& text) {
    return {reinterpret_cast<std::uint8_t*>(text.data()), text.size()};
}

std::string to_ascii(std::string_view text, char first, char last, int shift) {
    std::string out(text);
    for (auto& c : out)
        if (c >= first && c <= last) c = static_cast<char>(c + shift);
    return out;
}
std::string to_upper(std::string_view text) { return to_ascii(text, 'a', 'z', 'A' - 'a'); }
std::string to_lower(std::string_view text) { return to_ascii(text, 'A', 'Z', 'a' - 'A'); }

/// Why a recipient of that prefix is none of ours.
Error foreign_recipient(const std::string& prefix) {
    if (prefix == "age1tag" || prefix == "age1tagpq")
        return {ErrorKind::Unsupported, "tagged recipients of hardware keys are not supported"};
    if (prefix.starts_with("age1"))
        return {ErrorKind::Unsupported, "recipients of plugin " + quote(prefix.substr(4)) + " are not supported"};
    return {ErrorKind::Invalid, "its prefix is " + quote(prefix) + ", expected \"age1pq\" or \"age\""};
}

}  // namespace

Result<AgeRecipient> AgeRecipient::parse(std::string_view text) {
    const std::string reading = "reading age recipient " + quote(text, 40);
    auto [prefix, data] = TRY_WITHIN(reading, decode_bech32(text));
    if (prefix == kHybridRecipient) {
        if (const auto status = check_hybrid_public(data); !status) return fail(Error(status.error()).within(reading));
        return AgeRecipient(AgeKind::Hybrid, std::move(data));
    }
    if (prefix != kX25519Recipient) return fail(foreign_recipient(prefix).within(reading));
    if (data.size() != kX25519Bytes)
        return fail(ErrorKind::Invalid, reading + ": " + count_of(data.size(), "byte") + ", expected 32");
    return AgeRecipient(AgeKind::X25519, std::move(data));
}

std::string AgeRecipient::render() const {
    return encode_bech32(kind_ == AgeKind::Hybrid ? kHybridRecipient : kX25519Recipient, bytes_);
}

AgeIdentity AgeIdentity::generate(Random& random) { return {AgeKind::Hybrid, random.secret(kSecretBytes)}; }

Result<AgeIdentity> AgeIdentity::parse(ByteView stored) {
    constexpr std::string_view kReading = "reading age identity";
    const auto text = text_of(stored);
    if (!text.ends_with('\n'))
        return fail(ErrorKind::Invalid, std::string(kReading) + ": not one line with a newline at its end");
    auto [prefix, data] = TRY_WITHIN(kReading, decode_bech32(text.substr(0, text.size() - 1)));
    SecretBytes secret(data);
    wipe(data);
    if (prefix.starts_with("AGE-PLUGIN-"))
        return fail(ErrorKind::Unsupported, std::string(kReading) + ": identities of plugins are not supported");
    if (prefix != kHybridIdentity && prefix != kX25519Identity)
        return fail(ErrorKind::Invalid,
                    std::string(kReading) + ": it does not start with AGE-SECRET-KEY-PQ-1 or AGE-SECRET-KEY-1");
    if (secret.size() != kSecretBytes)
        return fail(ErrorKind::Invalid,
                    std::string(kReading) + ": " + count_of(secret.size(), "byte") + ", expected 32");
    return AgeIdentity(prefix == kHybridIdentity ? AgeKind::Hybrid : AgeKind::X25519, std::move(secret));
}

SecretBytes AgeIdentity::render() const {
    auto lower = encode_bech32(to_lower(kind_ == AgeKind::Hybrid ? kHybridIdentity : kX25519Identity), secret_.view());
    auto line = to_upper(lower);
    wipe(memory_of(lower));
    SecretBytes out(line.size() + 1);
    std::ranges::copy(line, out.mutable_view().begin());
    out.mutable_view().back() = '\n';
    wipe(memory_of(line));
    return out;
}

AgeRecipient AgeIdentity::recipient() const {
    return {kind_, kind_ == AgeKind::Hybrid ? hybrid_public(secret_) : x25519_public(secret_)};
}

}  // namespace assay::crypto
