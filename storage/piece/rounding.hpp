// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace assay::storage {

/// A length rounded up so that it says little: pack.md, "rounded length". At most 12 % is added; rounding twice changes
/// nothing. Needs `length` below 2^62. Source: Padmé, Nikitin et al., PETS 2019, section 4.
std::uint64_t rounded_bytes(std::uint64_t length);

}  // namespace assay::storage
