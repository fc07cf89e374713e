// SPDX-License-Identifier: Apache-2.0
// What is encrypted: header, payload, padding (pack.md). Private to storage/piece.
#pragma once

#include "storage/piece/piece.hpp"

namespace assay::storage {

/// The plain form of content, 1 byte to 2^31 (asserted), in a buffer that may be used again: it only ever grows.
ByteView encode_plain(ByteView content, ContentHint hint, Bytes& buffer);

/// The content of a plain form. Errors: Invalid, Limit when the content would be larger than `most`.
Result<Bytes> decode_plain(ByteView plain, std::size_t most);

}  // namespace assay::storage
