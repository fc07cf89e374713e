// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "escrow/pilot/programs.hpp"

namespace assay::escrow {

/// Makes what is missing of a pilot in the current folder and starts what does not run: parties, policy, agreement,
/// witness, custodian, carrier, settings. It can be repeated at any time, also after it was interrupted.
/// Gives the custodian's address. Errors: Unavailable for a step that fails, with its command line; Interrupted, Io.
Result<std::string> begin_pilot(const Programs& programs);

/// Ends the pilot's servers; its folder stays as it is. Errors: NotFound where the current folder is no pilot;
/// Unavailable.
Status stop_pilot(const Programs& programs);

/// Where the pilot's custodian answers. Errors: NotFound where the current folder is no pilot.
Result<std::string> custodian_address();

}  // namespace assay::escrow
