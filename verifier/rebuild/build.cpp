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
// What the room allows, whatever a recipe asks for; build_limits has the rest.
constexpr std::uint64_t kMinutesMax = 24 * 60;
constexpr std::uint64_t kMemoryMibMax = 64 << 10;
constexpr std::uint64_t kLogBytesMax = 64U << 20;

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

unsigned processors() { return std::max(1U, std::thread::hardware_concurrency()); }

BuildBounds bounds_of(const Recipe& recipe) {
    const auto minutes = std::min(recipe.minutes.value_or(kMinutesDefault), kMinutesMax);
    const auto memory_mib = std::min(recipe.memory_mib.value_or(kMemoryMibDefault), kMemoryMibMax);
    return {.seconds = static_cast<double>(minutes) * 60, .memory_bytes = memory_mib << 20, .processors = processors()};
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
    const auto& recipe = request.recipe;
    const auto source = source_below_work(recipe.directory);
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
                       .machine = {},
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

    ProgressStage stage(progress, "building " + recipe.product + " " + recipe.version, Progress::Unit::Items);
    BuildPlan plan{.script = recipe.script(kOutInside, processors()),
                   .environment = recipe.environment_for(request.source_date_epoch),
                   .directory = recipe.directory,
                   .root = request.environment.root,
                   .job = job.folder(),
                   .work = work,
                   .out = out,
                   .artifacts = {},
                   .ids = ids,
                   .bounds = bounds_of(recipe)};
    for (const auto& artifact : recipe.artifacts) plan.artifacts.push_back(artifact.path);
    auto log = cell::Sink::file(TRY(job.folder().create_file("log"_path, 0644)), kLogBytesMax);
    result.started = clock.now();
    auto end = TRY_WITHIN("building", request.machine.run(plan, std::move(log), interrupt));
    result.finished = clock.now();
    result.seconds = end.seconds;
    result.walls = std::move(end.walls);
    result.machine = std::move(end.machine);
    // Nothing runs any more: what is read from here on does not change under our hands.
    result.opaque = TRY(report_opaque(watched));
    result.log = TRY(take_file(job.folder(), "log"_path, request.outputs, kBuildLog)).digest;
    if (!end.failure.empty()) {
        result.failure = "the build " + end.failure;
    } else {
        auto taken = TRY_WITHIN("taking out what was built", take_artifacts(out, plan.artifacts, request.outputs));
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
