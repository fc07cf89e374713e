// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/spec.hpp"
#include "verifier/finding/finding.hpp"
#include "verifier/judge/judge.hpp"

#include <filesystem>

namespace assay::verifier {

/// How the workers of this folder are called.
struct WorkerOptions {
    /// The program that has compare_workers() in its table; else this one.
    std::filesystem::path program = "/proc/self/exe";
    cell::Limits limits = {
        .wall_seconds = 120, .cpu_seconds = 120, .memory_bytes = std::uint64_t{256} << 20, .processes = 1};
    const Interrupt* interrupt = nullptr;
};

/// Looks inside two files that differ, in a cell. What the result says of the whole file is the judge's own;
/// a worker only adds what it says it found inside.
///
/// A worker that dies, is stopped or answers out of form is a finding of kind Unread. Errors: Sandbox, Interrupted,
/// io_error's.
Result<Finding> explain(const Judgement& judgement, const Descriptor& deployed, const Descriptor& rebuilt,
                        const WorkerOptions& options = {});

/// Whether an error of a call says that we could not run a worker, rather than how a worker took what it was given.
bool speaks_of_us(const Error& error);

}  // namespace assay::verifier
