// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/intake/unpack.hpp"

namespace assay::storage {

/// Runs `dpkg-source -x` on a .dsc and its files, already checked, in a cell that sees nothing else, and moves what it
/// makes to `destination`/`name`, which belongs to the caller then. Errors: Invalid with the tool's last words; Full
/// when it finds no space left; Sandbox, also where there is no dpkg-source; Limit, Interrupted.
Result<Unpacked> unpack_dsc(const Source& source, const Folder& verbatim, const Folder& destination,
                            const RelativePath& name, const UnpackOptions& options);

}  // namespace assay::storage
