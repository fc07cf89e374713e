// SPDX-License-Identifier: Apache-2.0
#include "verifier/environment/debian_root.hpp"

#include "base/cell/program.hpp"
#include "base/cell/run.hpp"
#include "base/cell/work_folder.hpp"
#include "base/core/text.hpp"
#include "storage/layout/layout.hpp"
#include "verifier/environment/root_cache.hpp"

#include <chrono>

namespace assay::verifier {

namespace {

// Inside the cell the work folder is /work: the root grows in /work/root, and /work/repository is a flat repository of
// the materials' pool. mmdebstrap runs as root of the range, without the right to mount or to make devices, so the cell
// lays the target's devices and its /proc before it starts (ChrootFolder), and a hook puts an empty /proc back.

constexpr double kAssembleSecondsMax = 1800;
constexpr std::uint64_t kRootMemoryBytes = std::uint64_t{4} << 30;
constexpr std::uint64_t kRootDiskBytes = std::uint64_t{32} << 30;
constexpr std::uint64_t kRootBytesFree = 256U << 20;
constexpr std::uint64_t kRootNames = 2'000'000;
// Maintainer scripts start what runs beside them for a moment; what stays longer is a daemon.
constexpr double kOrphanSeconds = 10;

/// Any fixed time: timestamps of the root follow it, so that the same packages give the same root.
constexpr const char* kRootEpoch = "1700000000";

std::string include_list(const storage::DebianLock& lock) {
    std::string out;
    for (const auto& package : lock.packages) out += (out.empty() ? "" : ",") + package.name + "=" + package.version;
    return out;
}

bool is_unmerged(const std::string& suite) { return suite == "bookworm" || suite == "bullseye" || suite == "buster"; }

std::string script_of(const storage::DebianLock& lock) {
    std::string mmdebstrap =
        "mmdebstrap --quiet --mode=root --format=directory --skip=check/empty --variant=custom"
        " --customize-hook='rm \"$1/proc\" && mkdir -m 755 \"$1/proc\"'"
        " --aptopt='Acquire::Languages \"none\"' --aptopt='APT::Install-Recommends \"false\"'"
        " --aptopt='APT::Sandbox::User \"root\"' --dpkgopt=force-unsafe-io";
    // Debian builds bookworm on roots whose /bin and /lib are folders of their own.
    if (is_unmerged(lock.suite)) mmdebstrap += " --hook-dir=/usr/share/mmdebstrap/hooks/no-merged-usr";
    // Names and versions were checked to be Debian's when the lock was read: they cannot contain a quote.
    mmdebstrap += " --include='" + include_list(lock) + "' '" + lock.suite +
                  "' /work/root 'deb [trusted=yes] copy:///work/repository ./'";
    return "set -eu\ncd /work/repository\napt-ftparchive packages pool >Packages\ncd /work\n" + mmdebstrap + "\n";
}

/// Why packages do not give a root, and what mmdebstrap said.
struct Failure {
    std::string reason;
    std::string words;
};

Result<std::optional<Failure>> assemble(const storage::DebianLock& lock, const Folder& materials, const Folder& work,
                                        std::shared_ptr<const cell::HostIds> ids, const Interrupt& interrupt) {
    for (const auto& name :
         {"root"_path, "root/dev"_path, "root/dev/proc"_path, "tmp"_path, "repository"_path, "repository/pool"_path})
        TRY(work.make_folder(name, 0755));
    TRY(cell::give_tree(work, *ids));
    TRY(cell::need_program("/usr/bin/mmdebstrap", "mmdebstrap"));
    TRY(cell::need_program("/usr/bin/apt-ftparchive", "apt-utils"));
    const auto pool = TRY(materials.folder(storage::layout::kPool));
    cell::CellSpec spec;
    spec.command = {"/bin/sh", "-c", script_of(lock)};
    spec.environment = {{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"},
                        {"LC_ALL", "C.UTF-8"},
                        {"HOME", "/nonexistent"},
                        {"SOURCE_DATE_EPOCH", kRootEpoch},
                        {"TMPDIR", "/work/tmp"}};
    spec.directory = "/work";
    spec.root = cell::HostUsr{};
    auto work_source = TRY(work.descriptor().duplicate());
    auto pool_source = TRY(pool.descriptor().duplicate());
    spec.binds.push_back({std::move(work_source), "/work", cell::Access::Writable});
    spec.binds.push_back({std::move(pool_source), "/work/repository/pool", cell::Access::ReadOnly});
    spec.chroots.push_back({"/work/root"});
    spec.users = cell::UserRange{};
    spec.host_ids = std::move(ids);
    spec.syncing = cell::Syncing::Skipped;
    spec.limits = {.wall_seconds = kAssembleSecondsMax,
                   .cpu_seconds = kAssembleSecondsMax,
                   .memory_bytes = kRootMemoryBytes,
                   .processes = 1024,
                   .open_files = 4096,
                   .file_bytes = std::uint64_t{8} << 30,
                   .output_bytes = 64U << 20,
                   .disk_bytes = kRootDiskBytes,
                   .free_bytes = kRootBytesFree,
                   .names = kRootNames};
    spec.orphan_seconds = kOrphanSeconds;
    const auto outcome = TRY_WITHIN("assembling the build root", cell::run(std::move(spec), &interrupt));
    // It removes what it has made before it gives up, so that the disk is no longer full when we look.
    if (outcome.succeeded()) return std::optional<Failure>();
    const auto reason = "assembling the build root: mmdebstrap " + outcome.describe();
    const auto words = trim(text_of(outcome.err.bytes));
    if (outcome.speaks_of_full_disk()) return fail(ErrorKind::Full, reason + ": " + quote(words, 2000));
    return std::optional(Failure{reason, std::string(words) + "\n"});
}

/// Whether it is what was assembled that cannot be kept, and not our disk or our cell.
bool is_of_packages(const Error& error) {
    return error.kind() == ErrorKind::Limit || error.kind() == ErrorKind::Invalid;
}

}  // namespace

Result<DebianRoot> debian_root(const storage::Lock& lock, const Folder& materials,
                               const std::filesystem::path& cache_path, Progress& progress,
                               const Interrupt& interrupt) {
    auto cache = TRY(RootCache::open(cache_path, lock.digest()));
    if (auto kept = TRY(cache.find())) return DebianRoot{std::move(kept->folder), true, kept->seconds, {}, {}};

    ProgressStage stage(progress,
                        cache.changed().empty()
                            ? std::string("assembling the build root")
                            : "the cached build root was changed: " + cache.changed() + "; assembling it anew",
                        Progress::Unit::Items);
    const auto ids = std::make_shared<const cell::HostIds>(TRY(cell::HostIds::range()));
    const auto work = TRY(cache.begin());
    std::optional<Failure> failure;
    auto made = [&]() -> Result<std::optional<KeptRoot>> {
        const auto started = std::chrono::steady_clock::now();
        failure = TRY(assemble(*lock.debian(), materials, work, ids, interrupt));
        if (failure) return std::optional<KeptRoot>();
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
        return std::optional(TRY_WITHIN("assembling the build root", cache.keep(work, ids, seconds)));
    }();
    if (!made && is_of_packages(made.error())) failure = Failure{made.error().message(), ""};
    if (!made || failure) {
        // What cannot be removed now is removed before the next one.
        static_cast<void>(cache.abandon());
        if (!failure) return fail(made.error());
        return DebianRoot{{}, false, 0, std::move(failure->reason), std::move(failure->words)};
    }
    stage.done();
    return DebianRoot{std::move((*made)->folder), false, (*made)->seconds, {}, {}};
}

}  // namespace assay::verifier
