// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/preflight.hpp"

#include "base/core/excerpt.hpp"
#include "base/core/text.hpp"
#include "base/files/copy.hpp"
#include "base/files/durable.hpp"
#include "base/files/temp.hpp"
#include "storage/intake/product_check.hpp"
#include "storage/intake/product_hints.hpp"
#include "storage/layout/layout.hpp"
#include "storage/recipe/build_inputs.hpp"
#include "storage/secrets/allowance.hpp"
#include "storage/secrets/find_secrets.hpp"
#include "verifier/action/grading.hpp"
#include "verifier/action/matching.hpp"
#include "verifier/environment/environment.hpp"
#include "verifier/machine/cell_machine.hpp"
#include "verifier/rebuild/build.hpp"
#include "verifier/rebuild/log_end.hpp"

#include <algorithm>

namespace assay::verifier {

namespace {

namespace fs = std::filesystem;
namespace layout = storage::layout;

const RelativePath kIntake = "intake"_path, kRecipes = "recipe"_path, kJobs = "jobs"_path, kOutputs = "outputs"_path;

/// The folder in which something stays. Made at once, so that a build is not tried in vain; gone again where the work
/// ends with an error before anything is in it.
class KeptFolder {
public:
    static Result<KeptFolder> begin(const fs::path& path) {
        std::error_code failed;
        const bool is_new = !fs::exists(fs::symlink_status(path, failed));
        const auto folder = TRY_WITHIN("keeping what is built", Folder::make(path));
        if (!TRY(folder.list()).empty())
            return fail(Error(ErrorKind::Conflict, "keeping what is built: " + quote(path.string()) + " is not empty")
                            .with_hint("name a new folder with --keep"));
        return KeptFolder(path, is_new);
    }
    KeptFolder(KeptFolder&& other) noexcept
        : path_(std::move(other.path_)), is_ours_(std::exchange(other.is_ours_, false)) {}
    KeptFolder& operator=(KeptFolder&&) = delete;
    ~KeptFolder() {
        // Only an empty folder can be removed so.
        std::error_code ignored;
        if (is_ours_) fs::remove(path_, ignored);
    }

    Status keep(const fs::path& outputs, const std::vector<BuiltArtifact>& artifacts) {
        std::vector<RelativePath> files = {kBuildLog};
        for (const auto& artifact : artifacts) files.push_back(TRY(layout::artifact(artifact.path)));
        for (const auto& file : files) {
            const auto to = path_ / file.text();
            TRY_WITHIN("keeping what is built", Folder::make(to.parent_path()));
            TRY_WITHIN("keeping what is built", link_or_copy_file(outputs / file.text(), to));
        }
        return {};
    }

private:
    KeptFolder(fs::path path, bool is_ours) : path_(std::move(path)), is_ours_(is_ours) {}
    fs::path path_;
    bool is_ours_;
};

/// The folders of one preflight, below a temporary one.
struct Workplace {
    TempFolder all;
    Folder intake, recipe, outputs;

    static Result<Workplace> make() {
        auto all = TRY(TempFolder::make());
        auto intake = TRY(all.folder().make_folder(kIntake, 0700));
        auto recipe = TRY(all.folder().make_folder(kRecipes, 0700));
        auto outputs = TRY(all.folder().make_folder(kOutputs, 0700));
        TRY(all.folder().make_folder(kJobs, 0700));
        return Workplace{std::move(all), std::move(intake), std::move(recipe), std::move(outputs)};
    }
    fs::path path(const RelativePath& part) const { return all.path() / part.text(); }
};

/// What a deposit would be refused for. It is reported and the build goes on: the vendor wants to know all that is
/// wrong.
Result<std::vector<std::string>> refusals_of(const storage::BuildInputs& build, const storage::Intake& intake) {
    std::vector<std::string> out;
    auto findings = intake.findings;
    for (auto& each : TRY(storage::find_secrets(layout::kRecipe, build.recipe_bytes)))
        findings.push_back(std::move(each));
    const auto secrets = storage::apply_allowances(findings, storage::allowed_by(build.recipe));
    if (!secrets.remaining.empty()) out.push_back(storage::refusal_of(secrets.remaining).message());
    const auto tree = TRY(Folder::open(intake.tree));
    const auto& recipe = build.recipe;
    const auto said = TRY(storage::product_of(intake.source, tree));
    const auto same =
        said ? storage::check_product(recipe.product, recipe.version, *said)
             : storage::check_hints(recipe.product, recipe.version, TRY(storage::hints_of(tree, intake.tags)));
    if (!same) out.push_back(same.error().message());
    return out;
}

Result<storage::Intake> take_in(const PreflightRequest& request, const Workplace& place, Progress& progress,
                                const Interrupt& interrupt) {
    storage::IntakeOptions options;
    options.work = place.path(kIntake);
    options.work_tree = request.any_work_tree ? storage::WorkTree::MayDiffer : storage::WorkTree::MustAgree;
    options.unpack.interrupt = &interrupt;
    return storage::take_in(TRY(storage::locate_source(request.source)), options, progress);
}

Result<Environment> make_environment_of(const storage::BuildInputs& build, const PreflightRequest& request,
                                        Progress& progress, const Interrupt& interrupt) {
    std::optional<Folder> materials;
    if (build.materials) materials = TRY(Folder::open(*build.materials));
    return make_environment(
        {build.recipe, build.lock, materials ? &*materials : nullptr, request.roots, request.keyring}, progress,
        interrupt);
}

Result<BuildResult> build(const storage::BuildInputs& inputs, const storage::Intake& intake,
                          const Environment& environment, const Workplace& place, const Clock& clock,
                          Progress& progress, const Interrupt& interrupt) {
    const auto verbatim = TRY(Folder::open(intake.verbatim));
    const auto unpack = [&](const Folder& parent, const RelativePath& name) -> Status {
        storage::UnpackOptions unpacking;
        unpacking.interrupt = &interrupt;
        TRY(storage::unpack(intake.source, verbatim, fs::path(parent.name()) / name.text(), unpacking));
        return {};
    };
    auto into = TRY(place.outputs.duplicate());
    // A room that asks for a machine builds in one; what comes out is the same.
    const CellMachine cell;
    const BuildRequest request{
        inputs.recipe,     inputs.recipe_bytes, environment, unpack, intake.source.automatic_epoch(),
        place.path(kJobs), std::move(into),     cell};
    return build_once(request, clock, progress, interrupt);
}

Result<PreflightReport> try_out(const PreflightRequest& request, const Clock& clock, Random& random, Progress& progress,
                                const Interrupt& interrupt) {
    // Before anything is built: a name that is not there is reported at once.
    FoundDeployed found;
    if (!request.deployed.empty()) found = TRY(to_be_judged(request.deployed));
    std::optional<KeptFolder> kept;
    if (request.keep) kept.emplace(TRY(KeptFolder::begin(*request.keep)));
    const auto inputs = TRY(storage::read_build_inputs(request.recipe, progress, interrupt));
    TRY(check_declared(declared_by(inputs.recipe), request.artifact));
    const auto place = TRY(Workplace::make());
    TRY(write_durably(place.recipe, layout::kRecipe, inputs.recipe_bytes));
    auto intake = TRY(take_in(request, place, progress, interrupt));
    auto refusals = TRY(refusals_of(inputs, intake));
    const auto environment = TRY(make_environment_of(inputs, request, progress, interrupt));
    auto result = TRY(build(inputs, intake, environment, place, clock, progress, interrupt));

    PreflightReport out{.product = inputs.recipe.product,
                        .version = inputs.recipe.version,
                        .snapshot = intake.snapshot,
                        .missing = std::move(intake.missing),
                        .notes = std::move(intake.notes),
                        .refusals = std::move(refusals),
                        .failure = std::move(result.failure),
                        .artifacts = std::move(result.artifacts),
                        .log_end = {},
                        .left = {},
                        .environment = environment.record,
                        .grade = {},
                        .compared = {},
                        .links = std::move(found.links)};
    out.environment.walls = result.walls;
    if (!out.is_built()) {
        out.log_end = last_lines(TRY(end_of_log(TRY(place.outputs.open_file(kBuildLog)))));
        out.left = TRY(left_by_build(place.outputs));
    }
    Judging judging({out.artifacts, out.failure, place.outputs}, random, interrupt);
    out.compared = TRY(judging.judge_all(found.files, request.artifact));
    const auto tree = TRY(Folder::open(intake.tree));
    out.grade = TRY(grade(out.compared,
                          {.environment = out.environment,
                           .opaque = result.opaque,
                           .sources = {place.recipe, tree},
                           .source_lines = out.snapshot.lines.value_or(0)},
                          JudgedArtifacts::all(place.outputs, out.artifacts), judging.workers()));
    if (kept) TRY(kept->keep(place.path(kOutputs), out.artifacts));
    return out;
}

}  // namespace

std::optional<crypto::VerdictKind> PreflightReport::verdict() const {
    std::optional<crypto::VerdictKind> worst;
    for (const auto& each : compared)
        worst = std::max(worst.value_or(each.comparison.verdict), each.comparison.verdict);
    return worst;
}

Result<PreflightReport> preflight(const PreflightRequest& request, const Clock& clock, Random& random,
                                  Progress& progress, const Interrupt& interrupt) {
    auto out = try_out(request, clock, random, progress, interrupt);
    if (!out && out.error().kind() == ErrorKind::Full)
        return fail(std::move(out).error().with_hint("TMPDIR names a folder with more space to build in"));
    return out;
}

}  // namespace assay::verifier
