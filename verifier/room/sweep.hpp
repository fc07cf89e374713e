// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"

namespace assay::verifier {

/// What is being made in a deposit's folder; taken for whole only under its own name.
inline constexpr std::string_view kOpenedPart = "opened.part", kOutputsPart = "outputs.part";
/// Where what rebuilds put out lies in a deposit's folder, each under the id of the rebuild's statement.
inline constexpr std::string_view kOutputs = "outputs";
/// Where a deposit lies while it is imported, below `deposits`.
inline constexpr std::string_view kIncoming = "incoming";

/// Removes what a run that was killed has left in a room: jobs, half an import, half an unpacked or built deposit,
/// outputs whose rebuild was never kept. Much of it is a vendor's source in the clear, which lies nowhere longer than
/// it is used. Only for who holds the room's lock. Errors: Folder's, Sandbox, StatementFolder's.
Status sweep(const Folder& room);

}  // namespace assay::verifier
