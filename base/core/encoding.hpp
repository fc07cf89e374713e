// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "base/core/error.hpp"

namespace assay {

/// Lower-case hexadecimal. `decode_hex` takes lower case only, two digits a byte, nothing else.
std::string encode_hex(ByteView bytes);
Result<Bytes> decode_hex(std::string_view text);

/// Base64 of RFC 4648 section 4 with padding. Decoding takes the one canonical form only: right padding, zero
/// trailing bits, no white space.
std::string encode_base64(ByteView bytes);
Result<Bytes> decode_base64(std::string_view text);

/// The same without padding, as in age files.
std::string encode_base64_unpadded(ByteView bytes);
Result<Bytes> decode_base64_unpadded(std::string_view text);

/// Lower-case base32 of RFC 4648 section 6 without padding: 52 characters for 32 bytes.
std::string encode_base32(ByteView bytes);
Result<Bytes> decode_base32(std::string_view text);

/// Hexadecimal of exactly N bytes into a FixedBytes. `what` names the value in the error.
template <typename Fixed>
Result<Fixed> decode_hex_as(std::string_view text, std::string_view what) {
    auto bytes = decode_hex(text);
    if (!bytes || bytes->size() != Fixed::kSize)
        return fail(ErrorKind::Invalid, std::string(what) + " is not " + std::to_string(2 * Fixed::kSize) +
                                            " lower-case hexadecimal digits");
    return Fixed::copy_of(*bytes);
}

}  // namespace assay
