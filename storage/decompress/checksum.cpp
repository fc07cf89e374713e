// SPDX-License-Identifier: Apache-2.0
#include "storage/decompress/checksum.hpp"

#include <zlib.h>

namespace assay::storage {

std::uint32_t crc32(ByteView bytes) { return static_cast<std::uint32_t>(::crc32_z(0, bytes.data(), bytes.size())); }

}  // namespace assay::storage
