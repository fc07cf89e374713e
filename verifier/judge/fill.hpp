// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/byte_source.hpp"

#include <optional>

namespace assay::verifier {

/// What came of reading until a buffer was full.
struct Filled {
    std::size_t size = 0;
    bool ended = false;          ///< the source has no more
    std::optional<Error> error;  ///< why not all came; what came before is there
};

Filled fill(ByteSource& source, std::span<std::uint8_t> out);

/// The same, where an error leaves nothing of use: what came, shorter than `out` only at the end.
Result<ByteView> fill_whole(ByteSource& source, std::span<std::uint8_t> out);

}  // namespace assay::verifier
