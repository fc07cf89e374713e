// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "base/core/error.hpp"

namespace assay::crypto {

constexpr std::size_t kEntryBytesMax = 65535;
constexpr std::size_t kBundleEntriesMax = 256;

/// A bundle's content: each entry after its length as two bytes, most significant first. Errors: Limit when an entry
/// is longer than kEntryBytesMax or there are more than kBundleEntriesMax. Source: C2SP tlog-tiles, "Log entries".
Result<Bytes> encode_entries(const std::vector<Bytes>& entries);

/// The entries of a bundle of exactly that width. Errors: Invalid when it has fewer, more, or ends inside one.
Result<std::vector<Bytes>> decode_entries(ByteView bundle, unsigned width);

}  // namespace assay::crypto
