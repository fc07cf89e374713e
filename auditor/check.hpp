// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "base/core/time.hpp"
#include "base/files/descriptor.hpp"
#include "crypto/evidence/check.hpp"

#include <filesystem>

namespace assay::auditor {

/// What to check, all of it files of the user's own naming.
struct CheckRequest {
    std::filesystem::path evidence;
    std::filesystem::path policy;
    std::vector<std::filesystem::path> deployed;  ///< files, or folders of them
    Time as_of;
    crypto::Expected expected = {};
};

/// What was read, and the answer.
struct CheckAnswer {
    crypto::CheckReport report;
    crypto::DeployedSet deployed;
    std::string evidence_sha256, policy_sha256;
};

/// Reads the files and checks the evidence. Evidence that does not even parse is a report with one failed link, `form`.
/// Errors: what keeps a file from being read; a policy that cannot be used; Interrupted.
Result<CheckAnswer> check(const CheckRequest& request, const Interrupt& interrupt = NoInterrupt());

/// The exit status: 0 when sound, else the first of 10, 13, 11, 14, 12 (design, section 9).
int exit_status_of(const crypto::CheckReport& report);

/// Adds what lies at a path: a file, by its name, or every file and link below a folder, by path relative to it. Links
/// are not followed. Errors: NotFound, Invalid, Interrupted.
Status read_deployed(const std::filesystem::path& path, crypto::DeployedSet& into,
                     const Interrupt& interrupt = NoInterrupt());

}  // namespace assay::auditor
