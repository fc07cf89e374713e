// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"
#include "verifier/report/provenance.hpp"

#include <string>
#include <vector>

namespace assay::verifier {

/// The end of a build's log, as its statement holds it: whole lines where it has any, at most kLogEndBytesMax. Always
/// UTF-8; a byte that is none is written as `\xff`, and so are controls and what else deceives, but for tabs and ends
/// of lines. Errors: io_error's.
Result<std::string> end_of_log(const Descriptor& log);

/// What a build left in place of a missing artifact, as build_once wrote it into its outputs: quoted paths in their
/// order, kLeftNamesMax at most; none where no artifact was missing. Errors: Limit, io_error's.
Result<std::vector<std::string>> left_by_build(const Folder& outputs);

}  // namespace assay::verifier
