// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/terminal/console.hpp"
#include "verifier/action/rebuild.hpp"

namespace assay::verifier {

/// Says why a rebuild failed, beyond what is signed of it: what the build left where an artifact is missing, the end of
/// its log, and where that lies. The words are the vendor's, so every line is quoted. Nothing for a rebuild that did
/// not fail, and what cannot be read is left out.
void tell_failed_build(Console& console, const RebuildRecord& record, const RoomDeposit& deposit);

}  // namespace assay::verifier
