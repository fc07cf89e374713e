// SPDX-License-Identifier: Apache-2.0
#include "verifier/rebuild/build.hpp"

#include "base/cell/run.hpp"
#include "base/cell/work_folder.hpp"
#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/temp.hpp"
#include "verifier/rebuild/opaque.hpp"
#include "verifier/rebuild/read_watch.hpp"
#include "verifier/rebuild/take_out.hpp"

#include <chrono>
#include <thread>

namespace assay::verifier {

namespace {

using storage::Recipe;

constexpr std::uint64_t kMinutesDefault = 120;
constexpr std::uint64_t kMemoryMibDefault = 8192;
// What the room allows, whatever a recipe asks for.
constexpr std::uint64_t kMinutesMax = 24 * 60;
constexpr std::uint64_t kMemoryMibMax = 64 << 10;
constexpr std::uint64_t kDiskBytesMax = std::uint64_t{64} << 30;
// What a build leaves free: what comes out has to be kept, and others use the disk too.
constexpr std::uint64_t kDiskBytesFree = 256U << 20;
// As with bytes: a disk has room for so many files, however small they are.
constexpr std::uint64_t kNamesMax = 5'000'000;
constexpr std::uint64_t kNamesFree = 2'000;
constexpr std::uint64_t kLogBytesMax = 64U << 20;
constexpr std::uint64_t kOutputBytesMax = std::uint64_t{1} << 30;
constexpr std::uint64_t kFileBytesMax = std::uint64_t{16} << 30;
constexpr std::string_view kOutInside = "/out";

/// Where the source lies below the work folder: under the last name of the recipe's directory. The cell may write to
/// the folder above it too, since a Debian build leaves its packages there; a directory right below / has none above.
RelativePath source_name(const std::string& directory) {
    return *RelativePath::parse(directory.substr(directory.rfind('/') + 1));
}

Result<cell::Bind> bind_work(const Folder& work, const std::string& directory) {
    const auto slash = directory.rfind('/');
    const auto folder = slash > 0 ? TRY(work.duplicate()) : TRY(work.folder(source_name(directory)));
    auto source = TRY(folder.descriptor().duplicate());
    return cell::Bind{std::move(source), slash > 0 ? directory.substr(0, slash) : directory, cell::Access::Writable};
}

/// What of a deposit is opaque, and a watch on those of its files where one can be had.
struct Watched {
    std::vector<OpaqueFile> files;
    std::optional<ReadWatch> watch;
};

Result<Watched> watch_opaque(const BuildRequest& request, const Folder& source, const Interrupt& interrupt) {
    Watched out;
    out.files = TRY(find_opaque(source, interrupt));
    std::vector<RelativePath> paths;
    for (const auto& file : out.files)
        if (file.kind == OpaqueFile::Kind::File) paths.push_back(file.path);
    if (auto recipe = judge_recipe(request.recipe_text, request.recipe))
        out.files.insert(out.files.begin(), std::move(*recipe));
    auto watch = ReadWatch::set(source, paths);
    if (watch)
        out.watch = std::move(*watch);
    else if (watch.error().kind() != ErrorKind::Unavailable)
        return fail(std::move(watch).error());
    return out;
}

/// The build reads its recipe; links are read whenever their names are, and no watch sees it.
bool counts_as_read(const OpaqueFile& file, bool is_watched, const std::set<RelativePath>& opened) {
    return file.kind != OpaqueFile::Kind::File || !is_watched || opened.contains(file.path);
}

Result<OpaqueReport> report_opaque(Watched& watched) {
    std::vector<OpaqueRead> read;
    std::set<RelativePath> opened;
    if (watched.watch) opened = TRY(watched.watch->finish());
    const auto files = watched.files.size();
    for (auto& file : watched.files) {
        if (!counts_as_read(file, watched.watch.has_value(), opened)) continue;
        const bool is_certain =
            file.kind == OpaqueFile::Kind::Recipe || (file.kind == OpaqueFile::Kind::File && watched.watch);
        read.push_back({std::move(file), is_certain});
    }
    return OpaqueReport::of(files, std::move(read));
}

Result<cell::Root> same_root(const cell::Root& root) {
    const auto* tree = std::get_if<cell::Tree>(&root);
    if (tree == nullptr) return cell::Root(cell::HostUsr{});
    auto folder = TRY(tree->folder.duplicate());
    return cell::Root(cell::Tree{std::move(folder)});
}

unsigned processors() { return std::max(1U, std::thread::hardware_concurrency()); }

Result<cell::CellSpec> build_cell(const BuildRequest& request, const Folder& job, const Folder& work, const Folder& out,
                                  const std::shared_ptr<const cell::HostIds>& ids) {
    const auto& recipe = request.recipe;
    TRY(write_durably(job, "script"_path, bytes_of(recipe.script(kOutInside, processors())), {.mode = 0644}));
    cell::CellSpec spec;
    spec.command = {"/bin/sh", "-eu", "/build-script"};
    spec.environment = recipe.environment_for(request.source_date_epoch);
    spec.directory = recipe.directory;
    spec.root = TRY(same_root(request.environment.root));
    spec.binds.push_back(TRY(bind_work(work, recipe.directory)));
    auto out_source = TRY(out.descriptor().duplicate());
    auto script = TRY(job.open_file("script"_path));
    spec.binds.push_back({std::move(out_source), std::string(kOutInside), cell::Access::Writable});
    spec.binds.push_back({std::move(script), "/build-script", cell::Access::ReadOnly});
    spec.host_name = "build";
    spec.users = cell::OneUser{};
    spec.host_ids = ids;
    spec.tmp_bytes = std::uint64_t{2} << 30;
    // What comes out is synced when it is taken out.
    spec.syncing = cell::Syncing::Skipped;
    const auto seconds = static_cast<double>(std::min(recipe.minutes.value_or(kMinutesDefault), kMinutesMax)) * 60;
    const auto memory_mib = std::min(recipe.memory_mib.value_or(kMemoryMibDefault), kMemoryMibMax);
    spec.limits = {.wall_seconds = seconds,
                   .cpu_seconds = seconds * processors(),
                   .memory_bytes = memory_mib << 20,
                   .processes = 4096,
                   .open_files = 16384,
                   .file_bytes = kFileBytesMax,
                   .output_bytes = kOutputBytesMax,
                   .disk_bytes = kDiskBytesMax,
                   .free_bytes = kDiskBytesFree,
                   .names = kNamesMax,
                   .free_names = kNamesFree};
    return spec;
}

/// What a cell's user has worked in, removed also where the build ends with an error.
class WorkFolders {
public:
    WorkFolders(const Folder& work, const Folder& out, std::shared_ptr<const cell::HostIds> ids)
        : work_(work), out_(out), ids_(std::move(ids)) {}
    WorkFolders(const WorkFolders&) = delete;
    WorkFolders& operator=(const WorkFolders&) = delete;
    ~WorkFolders() {
        if (is_full_) static_cast<void>(empty());
    }
    Status empty() {
        is_full_ = false;
        TRY(cell::empty_work_folder(work_, ids_));
        return cell::empty_work_folder(out_, ids_);
    }

private:
    const Folder& work_;
    const Folder& out_;
    std::shared_ptr<const cell::HostIds> ids_;
    bool is_full_ = true;
};

}  // namespace

Result<BuildResult> build_once(const BuildRequest& request, const Clock& clock, Progress& progress,
                               const Interrupt& interrupt) {
    auto job = TRY(TempFolder::make(request.jobs));
    const auto ids = std::make_shared<const cell::HostIds>(TRY(cell::HostIds::apart()));
    const auto source = source_name(request.recipe.directory);
    const auto work = TRY(job.folder().make_folder("work"_path, 0700));
    const auto out = TRY(job.folder().make_folder("out"_path, 0700));
    WorkFolders folders(work, out, ids);

    TRY_WITHIN("unpacking the source to build it", request.unpack(work, source));
    auto watched = TRY(watch_opaque(request, TRY(work.folder(source)), interrupt));

    BuildResult result{.succeeded = false,
                       .failure = {},
                       .artifacts = {},
                       .opaque = {},
                       .log = {},
                       .walls = {},
                       .seconds = 0,
                       .started = clock.now(),
                       .finished = clock.now()};
    if (!request.environment.failure.empty()) {
        TRY(write_durably(job.folder(), "log"_path, bytes_of(request.environment.failure_words), {.mode = 0644}));
        result.opaque = TRY(report_opaque(watched));
        result.log = TRY(take_file(job.folder(), "log"_path, request.outputs, kBuildLog)).digest;
        result.failure = request.environment.failure;
        return result;
    }

    ProgressStage stage(progress, "building " + request.recipe.product + " " + request.recipe.version,
                        Progress::Unit::Items);
    auto spec = TRY(build_cell(request, job.folder(), work, out, ids));
    // Last: what is the cell's may be closed to us.
    TRY(cell::give_tree(work, *ids));
    TRY(cell::give_folder(out, *ids));
    const auto log = TRY(job.folder().create_file("log"_path, 0644));
    spec.out = cell::Sink::file(TRY(log.duplicate()), kLogBytesMax);
    spec.err = cell::Sink::with_out();
    result.started = clock.now();
    const auto outcome = TRY_WITHIN("building", cell::run(std::move(spec), &interrupt));
    result.finished = clock.now();
    result.seconds = outcome.usage.wall_seconds;
    result.walls = outcome.walls.describe();
    // Nothing runs any more: what is read from here on does not change under our hands.
    result.opaque = TRY(report_opaque(watched));
    result.log = TRY(take_file(job.folder(), "log"_path, request.outputs, kBuildLog)).digest;
    if (!outcome.succeeded()) {
        result.failure = "the build " + outcome.describe();
    } else {
        std::vector<RelativePath> paths;
        for (const auto& artifact : request.recipe.artifacts) paths.push_back(artifact.path);
        // Root reads what is another user's.
        if (!ids->is_fresh()) TRY(cell::take_back_tree(out, *ids));
        auto taken = TRY_WITHIN("taking out what was built", take_artifacts(out, paths, request.outputs));
        result.artifacts = std::move(taken.artifacts);
        result.failure = std::move(taken.failure);
        result.succeeded = result.failure.empty();
        if (!taken.left.empty())
            TRY(write_durably(request.outputs, kLeft, bytes_of(join(taken.left, "\n") + "\n"), {.mode = 0644}));
    }
    TRY(folders.empty());
    stage.done();
    return result;
}

}  // namespace assay::verifier
