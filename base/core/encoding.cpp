// SPDX-License-Identifier: Apache-2.0
#include "base/core/encoding.hpp"

namespace assay {

namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase32 = "abcdefghijklmnopqrstuvwxyz234567";

/// The position of each byte in `alphabet`, 255 for a byte that is not in it.
constexpr std::array<std::uint8_t, 256> positions(std::string_view alphabet) {
    std::array<std::uint8_t, 256> out{};
    for (auto& slot : out) slot = 255;
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        out[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    return out;
}

/// Packs `kBits`-bit digits into text; the last digit is filled up with zero bits.
template <unsigned kBits>
std::string encode_digits(ByteView bytes, std::string_view alphabet) {
    constexpr unsigned kMask = (1U << kBits) - 1;
    std::string out((bytes.size() * 8 + kBits - 1) / kBits, '\0');
    auto* digit = out.data();
    unsigned buffer = 0, held = 0;
    for (auto byte : bytes) {
        buffer = (buffer << 8) | byte;  // bits that were taken run out at the top
        held += 8;
        while (held >= kBits) {
            held -= kBits;
            *digit++ = alphabet[(buffer >> held) & kMask];
        }
    }
    if (held > 0) *digit++ = alphabet[(buffer << (kBits - held)) & kMask];
    return out;
}

template <unsigned kBits>
Result<Bytes> decode_digits(std::string_view text, const std::array<std::uint8_t, 256>& position,
                            std::string_view name) {
    Bytes out(text.size() * kBits / 8);
    auto* byte = out.data();
    unsigned buffer = 0, held = 0;
    for (char c : text) {
        const auto digit = position[static_cast<unsigned char>(c)];
        if (digit == 255)
            return fail(ErrorKind::Invalid, std::string(name) + " holds a character outside its alphabet");
        buffer = (buffer << kBits) | digit;
        held += kBits;
        if (held >= 8) {
            held -= 8;
            *byte++ = static_cast<std::uint8_t>(buffer >> held);
        }
    }
    if (held >= kBits) return fail(ErrorKind::Invalid, std::string(name) + " has an impossible length");
    if ((buffer & ((1U << held) - 1)) != 0)
        return fail(ErrorKind::Invalid, std::string(name) + " is not canonical: its last bits are not zero");
    return out;
}

}  // namespace

std::string encode_hex(ByteView bytes) { return encode_digits<4>(bytes, kHex); }

Result<Bytes> decode_hex(std::string_view text) {
    static constexpr auto kPosition = positions(kHex);
    if (text.size() % 2 != 0) return fail(ErrorKind::Invalid, "hexadecimal has an odd number of digits");
    return decode_digits<4>(text, kPosition, "hexadecimal");
}

std::string encode_base64_unpadded(ByteView bytes) { return encode_digits<6>(bytes, kBase64); }

Result<Bytes> decode_base64_unpadded(std::string_view text) {
    static constexpr auto kPosition = positions(kBase64);
    return decode_digits<6>(text, kPosition, "base64");
}

std::string encode_base64(ByteView bytes) {
    auto out = encode_base64_unpadded(bytes);
    out.append((4 - out.size() % 4) % 4, '=');
    return out;
}

Result<Bytes> decode_base64(std::string_view text) {
    if (text.size() % 4 != 0) return fail(ErrorKind::Invalid, "base64 is not padded to a multiple of four");
    auto body = text;
    for (int i = 0; i < 2 && body.ends_with('='); ++i) body.remove_suffix(1);
    auto bytes = TRY(decode_base64_unpadded(body));
    if ((4 - body.size() % 4) % 4 != text.size() - body.size())
        return fail(ErrorKind::Invalid, "base64 has the wrong padding");
    return bytes;
}

std::string encode_base32(ByteView bytes) { return encode_digits<5>(bytes, kBase32); }

Result<Bytes> decode_base32(std::string_view text) {
    static constexpr auto kPosition = positions(kBase32);
    return decode_digits<5>(text, kPosition, "base32");
}

}  // namespace assay
