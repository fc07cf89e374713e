// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"

#include <string>
#include <vector>

namespace assay::verifier {

/// What is being made in a deposit's folder; taken for whole only under its own name.
inline constexpr std::string_view kOpenedPart = "opened.part", kOutputsPart = "outputs.part";
/// Where what rebuilds put out lies in a deposit's folder, each under the id of the rebuild's statement.
inline constexpr std::string_view kOutputs = "outputs";
/// Where a deposit lies while it is imported, below `deposits`.
inline constexpr std::string_view kIncoming = "incoming";

/// Removes what a run that was killed has left in a room: jobs, half an import, half an unpacked or built deposit,
/// outputs whose rebuild was never kept. Much of it is a vendor's source in the clear, which lies nowhere longer than
/// it is used. Gives what it could not remove, in the words of errors: one deposit's remains do not block another.
/// Such a thing is out of the way all the same, among the jobs, and tried again the next time. Only for who holds the
/// room's lock. Errors: Folder's, for the room's own folders.
Result<std::vector<std::string>> sweep(const Folder& room);

}  // namespace assay::verifier
