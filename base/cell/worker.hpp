// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/outcome.hpp"
#include "base/cell/spec.hpp"
#include "base/core/interrupt.hpp"

#include <map>
#include <optional>

namespace assay::cell {

/// What a worker is asked: bytes, and files it may read, already open.
struct Request {
    Bytes bytes;
    std::vector<Descriptor> files;
};

/// Parses something a stranger made. Runs in a cell of its own, with the tightest profile: no file can be opened any
/// more, no process started, no socket made.
using Worker = Result<Bytes> (*)(Request& request);
using WorkerTable = std::map<std::string, Worker, std::less<>>;

/// For main, before anything else: when the program was started as a worker, does that work and gives the exit status
/// to end with.
std::optional<int> run_worker_if_asked(int argc, char** argv, const WorkerTable& table);

/// Which worker is asked, what, and within which limits. The defaults suit a parser.
struct WorkerCall {
    std::string name;
    Request request;
    std::size_t reply_bytes_max = 64U << 20;
    Limits limits = {.wall_seconds = 60, .cpu_seconds = 60, .memory_bytes = 512U << 20, .processes = 1};
    /// The program that has the worker in its table; else this one.
    std::filesystem::path program = "/proc/self/exe";
    const Interrupt* interrupt = nullptr;
};

/// Which worker keeps which folder. See call_keeper.
struct KeeperCall {
    std::string name;
    Bytes request;
    const Folder& folder;  ///< of a cell's user; no cell is at work in it
    std::shared_ptr<const HostIds> ids;
    std::size_t reply_bytes_max = 64U << 20;
    Limits limits = {
        .wall_seconds = 600, .cpu_seconds = 600, .memory_bytes = 1U << 30, .processes = 1, .free_bytes = 0};
    /// As WorkerCall has it.
    std::filesystem::path program = "/proc/self/exe";
    const Interrupt* interrupt = nullptr;
};

/// Has the program run itself in a cell as worker `name` with a folder to work in: its only file, which it may change.
///
/// - With ids of a range it is root of that range, who alone can change files of subordinate ids where the caller is no
///   root. It has the profile Build and opens what it likes, but only in that folder.
/// - Such a worker parses nothing. Its reply is our own code's over names, modes and attributes that a stranger chose.
///
/// Errors: those of call_worker.
Result<Bytes> call_keeper(KeeperCall call);

/// Has the program run itself in a cell as worker `name`, and gives its reply.
///
/// A worker may have been taken over by its input: the reply is as hostile as that was, whatever the worker's code
/// says. Errors: the worker's own (kind and message, control characters escaped, length cut; Full and Io only of one
/// that was given a file to write), Invalid when it died or replied out of form, Limit when it passed a limit, Full,
/// Sandbox, Interrupted.
Result<Bytes> call_worker(WorkerCall call);

}  // namespace assay::cell
