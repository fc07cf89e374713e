// SPDX-License-Identifier: Apache-2.0
// Digits of five bits; the last six are a checksum: a BCH code over prefix and digits (BIP 173).
#include "crypto/age/bech32.hpp"

#include <algorithm>
#include <array>

namespace assay::crypto {

namespace {

constexpr std::string_view kAlphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
constexpr std::size_t kChecksumDigits = 6;
constexpr std::size_t kPrefixCharactersMax = 83;

std::uint32_t step(std::uint32_t checksum, std::uint8_t digit) {
    constexpr std::array<std::uint32_t, 5> kGenerator{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    const auto top = checksum >> 25;
    checksum = (checksum & 0x1ffffff) << 5 ^ digit;
    for (unsigned i = 0; i < kGenerator.size(); ++i)
        if ((top >> i & 1) != 0) checksum ^= kGenerator[i];
    return checksum;
}

/// Over the prefix (upper bits of all characters, zero, lower bits of all) and the digits.
std::uint32_t checksum_of(std::string_view prefix, const Bytes& digits) {
    std::uint32_t checksum = 1;
    for (const char c : prefix) checksum = step(checksum, static_cast<std::uint8_t>(c) >> 5);
    checksum = step(checksum, 0);
    for (const char c : prefix) checksum = step(checksum, static_cast<std::uint8_t>(c) & 31);
    for (const auto digit : digits) checksum = step(checksum, digit);
    return checksum;
}

/// Regroups bits; what is left over at the end is `rest`, `bits` of them.
struct Regrouped {
    Bytes out;
    std::uint32_t rest = 0;
    unsigned bits = 0;
};
Regrouped regroup(ByteView in, unsigned from, unsigned to) {
    Regrouped result;
    result.out.reserve(in.size() * from / to + 1);
    for (const auto value : in) {
        result.rest = result.rest << from | value;
        result.bits += from;
        while (result.bits >= to) {
            result.bits -= to;
            result.out.push_back(static_cast<std::uint8_t>(result.rest >> result.bits & ((1U << to) - 1)));
        }
        result.rest &= (1U << result.bits) - 1;
    }
    return result;
}

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::unexpected<Error> wrong(std::string how) { return fail(ErrorKind::Invalid, "bech32: " + std::move(how)); }

}  // namespace

std::string encode_bech32(std::string_view prefix, ByteView data) {
    auto [digits, rest, bits] = regroup(data, 8, 5);
    if (bits > 0) digits.push_back(static_cast<std::uint8_t>(rest << (5 - bits)));
    auto with_checksum = digits;
    with_checksum.resize(digits.size() + kChecksumDigits);
    const auto checksum = checksum_of(prefix, with_checksum) ^ 1;
    for (unsigned i = 0; i < kChecksumDigits; ++i)
        with_checksum[digits.size() + i] = static_cast<std::uint8_t>(checksum >> 5 * (kChecksumDigits - 1 - i) & 31);
    std::string out(prefix);
    out.push_back('1');
    for (const auto digit : with_checksum) out.push_back(kAlphabet[digit]);
    return out;
}

Result<Bech32> decode_bech32(std::string_view text) {
    if (text.size() > kBech32CharactersMax)
        return wrong("more than " + std::to_string(kBech32CharactersMax) + " characters");
    const bool has_lower = std::ranges::any_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
    const bool has_upper = std::ranges::any_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
    if (has_lower && has_upper) return wrong("upper and lower case are mixed");
    const auto separator = text.rfind('1');
    if (separator == text.npos) return wrong("no separator 1");
    const auto prefix = text.substr(0, separator);
    if (prefix.empty() || prefix.size() > kPrefixCharactersMax) return wrong("the prefix has not 1 to 83 characters");
    if (!std::ranges::all_of(prefix, [](char c) { return c >= 0x21 && c <= 0x7e; }))
        return wrong("the prefix holds a character that is not printable");
    Bytes digits;
    for (const char c : text.substr(separator + 1)) {
        const auto digit = kAlphabet.find(to_lower(c));
        if (digit == kAlphabet.npos) return wrong("a character outside its alphabet");
        digits.push_back(static_cast<std::uint8_t>(digit));
    }
    if (digits.size() < kChecksumDigits) return wrong("no room for the checksum");
    std::string lower_prefix(prefix);
    std::ranges::transform(lower_prefix, lower_prefix.begin(), to_lower);
    if (checksum_of(lower_prefix, digits) != 1) return wrong("the checksum does not fit");
    digits.resize(digits.size() - kChecksumDigits);
    auto [data, rest, bits] = regroup(digits, 5, 8);
    if (bits >= 5) return wrong("an impossible length");
    if (rest != 0) return wrong("not canonical: its last bits are not zero");
    return Bech32{std::string(prefix), std::move(data)};
}

}  // namespace assay::crypto
