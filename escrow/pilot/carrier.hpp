// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "escrow/pilot/programs.hpp"

namespace assay::escrow {

/// The deposits that a custodian lists (`escrow list --json`) and a room does not hold (`verifier list --json`; empty
/// where there is no room yet), in the custodian's order. Errors: Invalid for other JSON.
Result<std::vector<std::string>> deposits_to_carry(std::string_view custodian_says, std::string_view room_says);

/// Does a carrier's work in the current pilot, until it is interrupted: each new deposit from the custodian into the
/// room, what the room has signed to the custodian, and completed evidence to `evidence/`. What fails is said and tried
/// again. Errors: Interrupted at the end; Io.
Status carry(const Programs& programs, const std::string& at);

}  // namespace assay::escrow
