// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/run.hpp"
#include "crypto/record/machine_record.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace assay::verifier {

/// What the artifacts of one build may come to, holes counted as bytes: all of it is hashed.
inline constexpr std::uint64_t kArtifactBytesMax = std::uint64_t{64} << 30;
/// Why artifacts of so many bytes are not taken out.
std::string too_many_bytes(std::uint64_t bytes);

/// What a build may take.
struct BuildBounds {
    double seconds;
    std::uint64_t memory_bytes;
    unsigned processors;
};

/// One build: what it is given and what it may take, whatever it runs in.
///
/// - `directory` is absolute, with two names at least or one; the source lies in `work`, under its last name.
/// - All folders are ours when `run` begins; `work` and `job` may hold anything afterwards.
struct BuildPlan {
    std::string script;  ///< what `sh -eu` runs in `directory`
    std::vector<std::pair<std::string, std::string>> environment;
    std::string directory;
    const cell::Root& root;
    const Folder& job;   ///< for what the run needs besides
    const Folder& work;  ///< holds the source
    const Folder& out;   ///< empty; the build finds it at kOutInside
    std::vector<RelativePath> artifacts;
    std::shared_ptr<const cell::HostIds> ids;
    BuildBounds bounds;
};

/// How a build went. No process of it is left.
struct BuildEnd {
    std::string failure;  ///< how it ended; empty when its commands ended well
    double seconds = 0;
    std::string walls;                             ///< cell::Walls, in words
    std::optional<crypto::MachineRecord> machine;  ///< none: a cell on the room's own kernel
};

/// What a build runs in.
///
/// Every one of them shows a build the same: the root, read-only; `directory` and `out` to write in; /tmp and /dev/shm
/// in memory; its own user; no network; the host name, umask, limits and system calls of a cell. So the same commands
/// give the same bytes in each. What a build cannot help seeing is the kernel's release and the processor.
class BuildMachine {
public:
    virtual ~BuildMachine() = default;

    /// Whether builds run on another kernel than the room's.
    virtual bool has_own_kernel() const = 0;

    /// Runs the script and waits for its end. Both its streams go to `log`, in the order in which they come. When it
    /// ended well, each artifact that it put out as a regular file is in `out`, to be read by us; what is something
    /// else there is no regular file.
    ///
    /// That the build fails, or takes more than its bounds, is a BuildEnd, and so is all that a build could have
    /// brought about. Errors: Sandbox where it did not begin; Full, Io, Interrupted.
    virtual Result<BuildEnd> run(const BuildPlan& plan, cell::Sink log, const Interrupt& interrupt) const = 0;
};

/// Where a build finds the folder for its artifacts, and its script.
inline constexpr std::string_view kOutInside = "/out", kScriptInside = "/build-script";
/// How the last name of `directory` is spelt below `work`.
RelativePath source_below_work(const std::string& directory);
/// What of `work` a build may write to, and where it finds that: the folder above its source too, since a Debian build
/// leaves its packages there; a directory right below / has none above it.
struct WorkPlace {
    std::string inside;
    std::optional<RelativePath> below;  ///< none: `work` itself
};
WorkPlace work_place(const std::string& directory);

/// What a room allows every build, whatever its recipe asks for.
namespace build_limits {
constexpr std::uint64_t kDiskBytesMax = std::uint64_t{64} << 30;
// What a build leaves free: what comes out has to be kept, and others use the disk too.
constexpr std::uint64_t kDiskBytesFree = 256U << 20;
// As with bytes: a disk has room for so many files, however small they are.
constexpr std::uint64_t kNamesMax = 5'000'000;
constexpr std::uint64_t kNamesFree = 2'000;
constexpr std::uint64_t kOutputBytesMax = std::uint64_t{1} << 30;
constexpr std::uint64_t kFileBytesMax = std::uint64_t{16} << 30;
constexpr std::uint64_t kTmpBytes = std::uint64_t{2} << 30;
constexpr std::uint64_t kProcessesMax = 4096;
constexpr std::uint64_t kOpenFilesMax = 16384;
}  // namespace build_limits

}  // namespace assay::verifier
