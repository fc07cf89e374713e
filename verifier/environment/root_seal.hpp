// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/worker.hpp"

namespace assay::verifier {

/// Takes from an assembled tree what has no business on a disk: set-id bits, capabilities and all other attributes.
/// What the devices of a ChrootFolder left in `dev` goes. Makes every file readable, every folder enterable, so that
/// two rooms read the same under any user. Gives the lines that say what there was (root_index.md). A worker for
/// call_keeper, over the folder `root` in its folder.
///
/// Errors: Limit beyond kRootEntriesMax or kRootBytesMax, holes counted as bytes; io_error's.
inline constexpr std::string_view kSealRootWorker = "seal-root";
Result<Bytes> seal_root_worker(cell::Request& request);

inline constexpr std::uint64_t kRootEntriesMax = 2'000'000, kRootBytesMax = std::uint64_t{64} << 30;

}  // namespace assay::verifier
