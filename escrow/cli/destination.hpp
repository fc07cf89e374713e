// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "escrow/action/destination.hpp"

#include <filesystem>

namespace assay::escrow {

/// Where `--at PLACE` sends a deposit: the custodian at a URL, known by the agreement, or a transfer folder.
Result<std::unique_ptr<Destination>> open_destination(const std::string& place, const std::filesystem::path& agreement,
                                                      const std::filesystem::path& key, const Interrupt& interrupt);

}  // namespace assay::escrow
