// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/command/command.hpp"

namespace assay::escrow {

/// The commands of `escrow`, each with its page beside it.
Command key_command();
Command policy_command();
Command pilot_command();
Command agreement_command();
Command recipe_command();
Command deposit_command();
Command import_command();
Command list_command();
Command show_command();
Command status_command();
Command evidence_command();
Command check_command();
Command export_command();
Command submit_command();
Command serve_command();
Command doctor_command();

/// The whole program.
Command escrow_command();

}  // namespace assay::escrow
