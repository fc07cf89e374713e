// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/action/judging.hpp"

namespace assay::verifier {

/// What a verdict rests on: the environment of its rebuild, the opaque inputs that the build read and where their bytes
/// turned up, and how many of the deployed bytes were judged. Errors: those of trace_opaque.
Result<crypto::Grade> grade(const std::vector<Compared>& compared, const RebuildRecord& rebuilt,
                            const OpenedDeposit& opened, const Judging& judging);

}  // namespace assay::verifier
