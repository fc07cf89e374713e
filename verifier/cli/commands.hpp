// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/command/command.hpp"

namespace assay::verifier {

/// The commands of `verifier`, each with its page beside it.
Command preflight_command();
Command import_command();
Command accept_command();
Command rebuild_command();
Command verify_command();
Command show_command();
Command outbox_command();
Command list_command();
Command doctor_command();

/// The whole program.
Command verifier_command();

}  // namespace assay::verifier
