// SPDX-License-Identifier: Apache-2.0
#include "base/core/encoding.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    const auto text = text_of(input);
    read_and_write(decode_hex, encode_hex, text);
    read_and_write(decode_base64, encode_base64, text);
    read_and_write(decode_base64_unpadded, encode_base64_unpadded, text);
    read_and_write(decode_base32, encode_base32, text);
    const auto bytes = to_bytes(input);
    hold(need(decode_hex(encode_hex(bytes)), "hexadecimal is read") == bytes, "hexadecimal keeps bytes");
    hold(need(decode_base64(encode_base64(bytes)), "base64 is read") == bytes, "base64 keeps bytes");
    hold(need(decode_base64_unpadded(encode_base64_unpadded(bytes)), "base64 is read") == bytes, "base64 keeps bytes");
    hold(need(decode_base32(encode_base32(bytes)), "base32 is read") == bytes, "base32 keeps bytes");
}

}  // namespace assay::fuzz
