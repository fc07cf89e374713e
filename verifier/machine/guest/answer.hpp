// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/machine/guest.hpp"
#include "verifier/machine/guest/job.hpp"

namespace assay::verifier::guest {

/// Writes the artifacts that the build put out, where it ended well, and the head last. Page: ../machine.md, "The
/// answer".
void answer(const Job& job, AnswerHead head);

}  // namespace assay::verifier::guest
