// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/terminal/report.hpp"
#include "escrow/custody/deposit_state.hpp"

namespace assay::escrow {

/// One line of what became of a deposit: its stage, and what that means.
std::string stage_sentence(const DepositSummary& summary);
/// Whether that is good news, bad news or none yet.
Mark mark_of(const DepositSummary& summary);

}  // namespace assay::escrow
