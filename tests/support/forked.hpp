// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/world.hpp"

namespace assay::test {

/// The same world as its log shows it to others: with one leaf more, before leaf `at` of the chain, and every
/// checkpoint from there on signed and cosigned again over that tree. The statements are the same.
World forked(const World& world, std::size_t at);

}  // namespace assay::test
