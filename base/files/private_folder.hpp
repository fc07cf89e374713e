// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"

namespace assay {

/// Opens a folder for what no other user of the machine may reach, made first where missing, with missing folders above
/// it.
///
/// - It belongs to us and has mode 0700, whatever it had before; so has each folder that was made above it.
/// - Who can rename a folder above it can put another in its place, but none that belongs to us.
///
/// Errors: Refused where it belongs to somebody else, or is shared by everybody (sticky, like /tmp); Folder::make's.
Result<Folder> private_folder(const std::filesystem::path& path);

}  // namespace assay
