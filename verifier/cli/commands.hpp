// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/console/command.hpp"

namespace assay::verifier {

Command import_command();
Command accept_command();
Command rebuild_command();
Command verify_command();
Command outbox_command();
Command list_command();
Command doctor_command();

}  // namespace assay::verifier
