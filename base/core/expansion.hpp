// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace assay {

/// How much more may come out of a stranger's container than went in: by compression, by holes of sparse files, by one
/// piece that many files share. Few bytes that say many fill a disk as well as many bytes do.
struct Expansion {
    std::uint64_t ratio = 1000;
    std::uint64_t free_bytes = 64U << 20;  ///< so much may come out of anything

    bool is_too_far(std::uint64_t in, std::uint64_t out) const { return out > free_bytes && out / ratio >= in; }
};

}  // namespace assay
