// SPDX-License-Identifier: Apache-2.0
// Extended attributes of an open file. Private to storage/index.
#pragma once

#include "base/files/descriptor.hpp"
#include "storage/index/directory.hpp"

namespace assay::storage {

/// Those the index keeps (`user.*`, `security.capability`), sorted by name; none where the file system has none.
/// Errors: Limit when there are more or longer ones than an entry holds; io_error's.
Result<std::vector<Attribute>> attributes_of(const Descriptor& file);

}  // namespace assay::storage
