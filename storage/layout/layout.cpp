// SPDX-License-Identifier: Apache-2.0
#include "storage/layout/layout.hpp"

namespace assay::storage::layout {

Result<RelativePath> source_file(const RelativePath& path) { return kSource.join(path); }

Result<RelativePath> artifact(const RelativePath& path) { return kArtifacts.join(path); }

}  // namespace assay::storage::layout
