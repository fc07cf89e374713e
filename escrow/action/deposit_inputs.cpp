// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/deposit_inputs.hpp"

#include "base/core/text.hpp"
#include "storage/intake/product_check.hpp"
#include "storage/layout/layout.hpp"
#include "storage/secrets/find_secrets.hpp"

#include <fcntl.h>

namespace assay::escrow {

namespace {

namespace layout = storage::layout;
using storage::SecretFinding;
using storage::TreeInput;

constexpr std::uint64_t kArtifactBytesMax = std::uint64_t{4} << 30;

Result<OwnArtifact> read_artifact(const std::filesystem::path& path, std::vector<SecretFinding>& findings,
                                  const Interrupt& interrupt) {
    const auto name = path.filename().string();
    if (!is_utf8(name)) return fail(ErrorKind::Invalid, quote(name) + ": its name is not UTF-8");
    auto at = TRY(layout::artifact(TRY(RelativePath::parse(name))));
    const auto file = TRY(Descriptor::open(path, O_RDONLY | O_NONBLOCK));
    const auto status = TRY(file.status());
    if (status.kind != FileKind::Regular)
        return fail(ErrorKind::Invalid, quote(path.string()) + " is " + std::string(describe(status.kind)));
    if (status.size > kArtifactBytesMax)
        return fail(ErrorKind::Limit, quote(path.string()) + " is larger than " + human_bytes(kArtifactBytesMax));
    const auto read = TRY(storage::find_secrets(at, file, interrupt));
    findings.insert(findings.end(), read.findings.begin(), read.findings.end());
    return OwnArtifact{path, std::move(at), read.file.size, read.file.digest};
}

/// The room refuses a deposit whose product is not what its source says of itself, so it is refused before it is sent.
Status check_said(const storage::SaidProduct& said, const std::string& product, const std::string& version) {
    auto agrees = storage::check_product(product, version, said);
    if (agrees) return {};
    return fail(std::move(agrees).error().within("product").with_hint(
        "leave out --product and --version-name: the source says both"));
}

std::unexpected<Error> changed(const RelativePath& at) {
    return fail(Error(ErrorKind::Conflict, "depositing " + quote(at.text()) + ": it changed while it was read")
                    .with_hint("stop other programs from writing there, and run it again"));
}

}  // namespace

std::vector<std::pair<std::string, Json>> DepositInputs::closed_fields() const {
    std::vector<std::pair<std::string, Json>> out;
    out.emplace_back("product", Json::object({{"name", product}, {"version", version}}));
    out.emplace_back("source", intake.source.render());
    out.emplace_back("snapshot", intake.snapshot.render());
    if (build) {
        out.emplace_back("recipe", crypto::DigestSet::of(build->recipe_bytes).render());
        out.emplace_back("lock", crypto::DigestSet::of(build->lock_bytes).render());
    }
    auto list = Json::array();
    for (const auto& artifact : artifacts)
        list.push(Json::object({{"name", artifact.at.filename()},
                                {"size", Json::decimal(artifact.size)},
                                {"digest", artifact.digest.render()}}));
    out.emplace_back("artifacts", std::move(list));
    out.emplace_back("allowed_secrets", storage::render_allowances(allowed));
    out.emplace_back("missing", intake.missing.render());
    return out;
}

Result<std::vector<TreeInput>> DepositInputs::tree() const {
    std::vector<TreeInput> out;
    if (intake.source.files.empty()) out.push_back({layout::kSource, intake.verbatim, TreeInput::Take::Snapshot});
    for (const auto& file : intake.source.files) {
        auto at = TRY(layout::source_file(file.path));
        out.push_back({std::move(at), intake.verbatim / file.path.text()});
    }
    if (build) {
        out.push_back({layout::kRecipe, build->recipe_bytes});
        out.push_back({layout::kLock, build->lock_bytes});
        if (build->materials) out.push_back({layout::kMaterials, *build->materials});
    }
    for (const auto& artifact : artifacts) out.push_back({artifact.at, artifact.path});
    return out;
}

Status DepositInputs::check_sealed(const storage::SealedTree& sealed) const {
    const auto is_sealed = [&sealed](const RelativePath& at, const crypto::Sha256& digest) {
        const auto found = sealed.digests.find(at);
        return found != sealed.digests.end() && found->second == digest;
    };
    if (intake.source.files.empty()) {
        const auto found = sealed.snapshots.find(layout::kSource);
        if (found == sealed.snapshots.end() || !found->second.is_same_tree_as(intake.snapshot))
            return changed(layout::kSource);
    }
    for (const auto& file : intake.source.files)
        if (!is_sealed(TRY(layout::source_file(file.path)), file.sha256)) return changed(file.path);
    for (const auto& artifact : artifacts)
        if (!is_sealed(artifact.at, artifact.digest.sha256)) return changed(artifact.at);
    return {};
}

Result<DepositInputs> read_inputs(const DepositRequest& request, Progress& progress, const Interrupt& interrupt) {
    std::optional<storage::BuildInputs> build;
    if (request.recipe) build = TRY(storage::read_build_inputs(*request.recipe, progress, interrupt));
    std::vector<SecretFinding> beside;
    if (build) beside = TRY(storage::find_secrets(layout::kRecipe, build->recipe_bytes));
    std::vector<OwnArtifact> artifacts;
    for (const auto& path : request.artifacts)
        artifacts.push_back(TRY_WITHIN("artifact", read_artifact(path, beside, interrupt)));

    auto work = TRY(TempFolder::make());
    storage::IntakeOptions options;
    options.work = work.path();
    options.work_tree = request.any_work_tree ? storage::WorkTree::MayDiffer : storage::WorkTree::MustAgree;
    options.unpack.interrupt = &interrupt;
    const auto place = TRY(storage::locate_source(request.source));
    auto intake = TRY(storage::take_in(place, options, progress));

    auto findings = std::move(intake.findings);
    findings.insert(findings.end(), beside.begin(), beside.end());
    auto allowed = request.allowed;
    if (build)
        for (auto& each : storage::allowed_by(build->recipe)) allowed.push_back(std::move(each));
    auto secrets = storage::apply_allowances(findings, allowed);
    if (!secrets.remaining.empty()) return std::unexpected(storage::refusal_of(secrets.remaining));

    const auto said = TRY(storage::product_of(intake.source, TRY(Folder::open(intake.tree))));
    auto product = build             ? build->recipe.product
                   : request.product ? *request.product
                   : said            ? said->name
                                     : intake.source.name.value_or(place.path.filename().string());
    auto version = build             ? build->recipe.version
                   : request.version ? *request.version
                   : said            ? said->version
                                     : intake.source.version.value_or("unversioned");
    if (build) {
        if (auto passed_over = TRY(check_named(build->recipe, intake, request.as_named)))
            intake.notes.push_back("deposited as the recipe names it: " + *passed_over);
    } else if (said) {
        TRY(check_said(*said, product, version));
    }
    return DepositInputs{std::move(work),      std::move(intake),           std::move(build),
                         std::move(artifacts), std::move(secrets.recorded), std::move(product),
                         std::move(version)};
}

}  // namespace assay::escrow
