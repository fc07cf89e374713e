// SPDX-License-Identifier: Apache-2.0
#include "base/core/encoding.hpp"

namespace assay {

namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase32 = "abcdefghijklmnopqrstuvwxyz234567";

/// Where each byte stands in `alphabet`, 255 where it does not.
constexpr std::array<std::uint8_t, 256> positions(std::string_view alphabet) {
    std::array<std::uint8_t, 256> out{};
    for (auto& slot : out) slot = 255;
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        out[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    return out;
}

/// Packs `bits_per_digit`-bit digits into text; the last digit is filled up with zero bits.
std::string encode_digits(ByteView bytes, std::string_view alphabet, unsigned bits_per_digit) {
    std::string out;
    out.reserve(bytes.size() * 8 / bits_per_digit + 1);
    unsigned buffer = 0, held = 0;
    for (auto byte : bytes) {
        buffer = (buffer << 8) | byte;
        held += 8;
        while (held >= bits_per_digit) {
            held -= bits_per_digit;
            out.push_back(alphabet[(buffer >> held) & ((1U << bits_per_digit) - 1)]);
        }
        buffer &= (1U << held) - 1;
    }
    if (held > 0) out.push_back(alphabet[(buffer << (bits_per_digit - held)) & ((1U << bits_per_digit) - 1)]);
    return out;
}

Result<Bytes> decode_digits(std::string_view text, const std::array<std::uint8_t, 256>& position,
                            unsigned bits_per_digit, std::string_view name) {
    Bytes out;
    out.reserve(text.size() * bits_per_digit / 8);
    unsigned buffer = 0, held = 0;
    for (char c : text) {
        const auto digit = position[static_cast<unsigned char>(c)];
        if (digit == 255) return fail(ErrorKind::Invalid, std::string(name) + " holds a character outside its alphabet");
        buffer = (buffer << bits_per_digit) | digit;
        held += bits_per_digit;
        if (held >= 8) {
            held -= 8;
            out.push_back(static_cast<std::uint8_t>(buffer >> held));
            buffer &= (1U << held) - 1;
        }
    }
    if (held >= bits_per_digit) return fail(ErrorKind::Invalid, std::string(name) + " has an impossible length");
    if (buffer != 0) return fail(ErrorKind::Invalid, std::string(name) + " is not canonical: its last bits are not zero");
    return out;
}

}  // namespace

std::string encode_hex(ByteView bytes) { return encode_digits(bytes, kHex, 4); }

Result<Bytes> decode_hex(std::string_view text) {
    static constexpr auto kPosition = positions(kHex);
    if (text.size() % 2 != 0) return fail(ErrorKind::Invalid, "hexadecimal has an odd number of digits");
    return decode_digits(text, kPosition, 4, "hexadecimal");
}

std::string encode_base64_unpadded(ByteView bytes) { return encode_digits(bytes, kBase64, 6); }

Result<Bytes> decode_base64_unpadded(std::string_view text) {
    static constexpr auto kPosition = positions(kBase64);
    return decode_digits(text, kPosition, 6, "base64");
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

std::string encode_base32(ByteView bytes) { return encode_digits(bytes, kBase32, 5); }

Result<Bytes> decode_base32(std::string_view text) {
    static constexpr auto kPosition = positions(kBase32);
    return decode_digits(text, kPosition, 5, "base32");
}

}  // namespace assay
