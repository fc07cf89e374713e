// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "base/core/error.hpp"

namespace assay::crypto {

/// A prefix and bytes, as Bech32 carries them (BIP 173, without its limit of 90 characters).
struct Bech32 {
    std::string prefix;  ///< 1 to 83 printable characters, in the case of the text
    Bytes data;
};

constexpr std::size_t kBech32CharactersMax = 4096;

/// Lower case. The prefix is lower-case printable ASCII.
std::string encode_bech32(std::string_view prefix, ByteView data);

/// Reads a text all in one case with the right checksum. Errors: Invalid; no message quotes the text, which may be a
/// secret.
Result<Bech32> decode_bech32(std::string_view text);

}  // namespace assay::crypto
