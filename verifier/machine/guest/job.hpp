// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace assay::verifier::guest {

/// What the room asks for, in the order in which it is written.
struct Job {
    unsigned uid, gid, umask;
    std::string host_name, directory, work_inside, work_below, out_inside, script_inside;
    std::uint64_t tmp_bytes, memory_bytes, processes, open_files, file_bytes, milliseconds;
    std::vector<std::string> filters, environment, command, artifacts;
};

/// From the share. Ends the machine where it is no job.
Job read_job();

}  // namespace assay::verifier::guest
