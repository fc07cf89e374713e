// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "base/files/descriptor.hpp"

#include <functional>

namespace assay {

/// Calls `take` with all bytes of a regular file in order, in parts of at most 1 MiB. Holes are zeros that are not
/// read, so a file of nothing else costs no disk. Nothing may write to it meanwhile. Gives the file's length. Errors:
/// `take`'s; Io.
Result<std::uint64_t> for_each_part(const Descriptor& file, const std::function<Status(ByteView)>& take);

}  // namespace assay
