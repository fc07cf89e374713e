// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/descriptor.hpp"

namespace assay::cell {

/// A file in memory with these bytes, positioned at its beginning; its name is for errors only. Errors: io_error's.
Result<Descriptor> memory_file(const std::string& name, ByteView bytes);

/// The same, sealed against writing and resizing: for what is handed into a cell.
Result<Descriptor> sealed_file(const std::string& name, ByteView bytes);

}  // namespace assay::cell
