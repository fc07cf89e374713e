// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace assay {

/// Raises how many descriptors this process may have to what it may raise it to, and gives that number. For servers, at
/// their start: the usual 1,024 are fewer than their connections.
std::uint64_t raise_descriptor_limit();

}  // namespace assay
