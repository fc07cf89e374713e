// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"

namespace assay::storage {

/// CRC-32 as gzip and zip use it (RFC 1952, section 8): notices accidents, proves nothing.
std::uint32_t crc32(ByteView bytes);

}  // namespace assay::storage
