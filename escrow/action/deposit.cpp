// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/deposit.hpp"

#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/read.hpp"
#include "base/files/temp.hpp"
#include "crypto/evidence/endorsed.hpp"
#include "escrow/action/agreement.hpp"
#include "escrow/action/deposit_journal.hpp"
#include "escrow/action/keys.hpp"
#include "escrow/action/receipt.hpp"
#include "escrow/recipe/make_recipe.hpp"
#include "storage/intake/intake.hpp"
#include "storage/recipe/materials.hpp"

#include <algorithm>

namespace assay::escrow {

namespace {

using storage::TreeInput;

constexpr std::size_t kPolicyBytesMax = 1U << 20;
constexpr std::size_t kArtifactBytesMax = std::size_t{4} << 30;

/// How to build, with all that needs: read, and held against one another.
struct BuildInputs {
    Bytes recipe_bytes, lock_bytes;
    storage::Recipe recipe;
    storage::Lock lock;
    std::optional<std::filesystem::path> materials;
};

Result<BuildInputs> read_build(const std::filesystem::path& path, Progress& progress, const Interrupt& interrupt) {
    auto recipe_bytes = TRY_WITHIN("recipe", read_file(path, kPolicyBytesMax));
    auto recipe = TRY_WITHIN(quote(path.string()), storage::Recipe::parse(text_of(recipe_bytes)));
    const auto lock_path = std::filesystem::absolute(path).parent_path() / recipe.environment.lock.text();
    std::error_code ignored;
    if (!std::filesystem::exists(lock_path, ignored)) {
        const auto unlocked = storage::check_lock(recipe, nullptr);
        if (!unlocked) return std::unexpected(Error(unlocked.error()).within(quote(path.string())).with_hint("escrow recipe lock " + path.string()));
    }
    auto lock_bytes = TRY_WITHIN("lock", read_file(lock_path, storage::Lock::kBytesMax));
    auto lock = TRY_WITHIN(quote(lock_path.filename().string()), storage::Lock::parse(text_of(lock_bytes)));
    TRY_WITHIN(quote(path.string()), storage::check_lock(recipe, &lock));
    std::optional<std::filesystem::path> materials;
    if (const auto* debian = lock.debian()) {
        materials = materials_of(std::filesystem::absolute(path));
        const auto folder = TRY_WITHIN("materials", Folder::open(*materials));
        const auto faults = TRY_WITHIN("materials", storage::check_materials(*debian, folder, progress, interrupt));
        if (!faults.empty()) {
            auto error = faults.front().error().within("materials of " + quote(path.string()));
            if (faults.size() > 1) error = std::move(error).with_hint(std::to_string(faults.size() - 1) + " more faults: escrow recipe check");
            return std::unexpected(std::move(error));
        }
    }
    return BuildInputs{std::move(recipe_bytes), std::move(lock_bytes), std::move(recipe), std::move(lock), std::move(materials)};
}

/// A file the vendor built itself.
struct OwnArtifact {
    std::filesystem::path path;
    std::string name;
    std::uint64_t size;
    crypto::DigestSet digest;
};

Result<std::vector<OwnArtifact>> read_artifacts(const std::vector<std::filesystem::path>& paths) {
    std::vector<OwnArtifact> out;
    for (const auto& path : paths) {
        const auto bytes = TRY_WITHIN("artifact", read_file(path, kArtifactBytesMax));
        out.push_back({path, path.filename().string(), bytes.size(), crypto::DigestSet::of(bytes)});
    }
    return out;
}

Result<std::vector<TreeInput>> inputs_of(const storage::Intake& intake, const std::optional<BuildInputs>& build, const std::vector<OwnArtifact>& artifacts) {
    std::vector<TreeInput> out;
    if (intake.source.files.empty()) out.push_back({"source"_path, intake.verbatim});
    for (const auto& file : intake.source.files) {
        auto at = TRY(RelativePath("source"_path).join(file.path));
        out.push_back({std::move(at), intake.verbatim / file.path.text()});
    }
    if (build) {
        out.push_back({"recipe.toml"_path, build->recipe_bytes});
        out.push_back({"recipe.lock"_path, build->lock_bytes});
        if (build->materials) out.push_back({"materials"_path, *build->materials});
    }
    for (const auto& artifact : artifacts) {
        auto name = TRY(RelativePath::parse(artifact.name));
        auto at = TRY(RelativePath("artifacts"_path).join(name));
        out.push_back({std::move(at), artifact.path});
    }
    return out;
}

/// The fields of the closed part, as values: what a fingerprint is taken of, and what is committed to.
std::vector<std::pair<std::string, Json>> closed_fields(const storage::Intake& intake, const std::optional<BuildInputs>& build, const std::vector<OwnArtifact>& artifacts, const std::string& product,
                                                        const std::string& version, const std::vector<storage::SecretAllowance>& allowed) {
    std::vector<std::pair<std::string, Json>> out;
    out.emplace_back("product", Json::object({{"name", product}, {"version", version}}));
    out.emplace_back("source", intake.source.render());
    out.emplace_back("snapshot", intake.snapshot.render());
    if (build) {
        out.emplace_back("recipe", crypto::DigestSet::of(build->recipe_bytes).render());
        out.emplace_back("lock", crypto::DigestSet::of(build->lock_bytes).render());
    }
    auto list = Json::array();
    for (const auto& artifact : artifacts) list.push(Json::object({{"name", artifact.name}, {"size", Json::decimal(artifact.size)}, {"digest", artifact.digest.render()}}));
    out.emplace_back("artifacts", std::move(list));
    out.emplace_back("allowed_secrets", storage::render_allowances(allowed));
    return out;
}

DepositFingerprint fingerprint_of(const std::vector<std::pair<std::string, Json>>& fields, const crypto::AgreementFile& agreement, const Destination& destination) {
    auto json = Json::object({{"agreement", agreement.link().render()}, {"destination", destination.name()}});
    for (const auto& [name, value] : fields) json.set(name, value);
    return DepositFingerprint(crypto::sha256(bytes_of(json.render())).array());
}

/// Whether the vendor may act under this agreement at all.
Status check_parties(const storage::KeyFolder& key, const crypto::AgreementFile& agreement, const crypto::Policy& policy, Time now) {
    TRY(check_current(key.identity(), now));
    if (agreement.terms().vendor != key.identity().id())
        return fail(ErrorKind::Refused, "the agreement's vendor is " + agreement.book().find(agreement.terms().vendor)->describe() + ", the key is of " + key.identity().describe());
    return crypto::check_agreement(agreement, policy, now);
}

}  // namespace

Result<DepositAnswer> deposit(const DepositRequest& request, Destination& destination, const Clock& clock, Random& random, Progress& progress, const Interrupt& interrupt) {
    const auto key = TRY(storage::KeyFolder::open(request.key));
    const auto policy_text = TRY_WITHIN("policy", read_file(request.policy, kPolicyBytesMax));
    const auto policy = TRY_WITHIN(quote(request.policy.string()), crypto::Policy::parse(text_of(policy_text)));
    const auto agreement = TRY(read_agreement(request.agreement));
    TRY(check_parties(key, agreement, policy, clock.now()));
    std::optional<BuildInputs> build;
    if (request.recipe) build = TRY(read_build(*request.recipe, progress, interrupt));
    const auto artifacts = TRY(read_artifacts(request.artifacts));

    const auto work = TRY(TempFolder::make());
    storage::IntakeOptions options;
    options.work = work.path();
    options.work_tree = request.any_work_tree ? storage::WorkTree::MayDiffer : storage::WorkTree::MustAgree;
    options.unpack.interrupt = &interrupt;
    const auto place = TRY(storage::locate_source(request.source));
    const auto intake = TRY(storage::take_in(place, options, progress));
    auto allowed = request.allowed;
    if (build)
        for (auto& each : storage::allowed_by(build->recipe)) allowed.push_back(std::move(each));
    const auto secrets = storage::apply_allowances(intake.findings, allowed);
    if (!secrets.remaining.empty()) return std::unexpected(storage::refusal_of(secrets.remaining));

    const auto product = build ? build->recipe.product : request.product.value_or(intake.source.name.value_or(place.path.filename().string()));
    const auto version = build ? build->recipe.version : request.version.value_or(intake.source.version.value_or("unversioned"));
    const auto fields = closed_fields(intake, build, artifacts, product, version, secrets.recorded);
    auto journal = TRY(DepositJournal::open(request.key, fingerprint_of(fields, agreement, destination), clock.now(), random));
    TRY(check_receipt_place(request.receipt, request.again ? std::nullopt : journal.held()));
    DepositAnswer answer{.id = {}, .outcome = DepositAnswer::Outcome::Held, .snapshot = intake.snapshot, .product = product, .version = version, .pieces = 0, .sealed_bytes = 0, .source_bytes = intake.snapshot.bytes, .notes = intake.notes, .allowed = secrets.recorded};
    if (journal.held() && !request.again) {
        answer.id = *journal.held();
        answer.outcome = DepositAnswer::Outcome::AlreadyHeld;
        if (const auto receipt = TRY(destination.receipt(answer.id))) {
            TRY(check_receipt(*receipt, answer.id, policy, clock.now()));
            TRY(keep_receipt(*receipt, request.receipt));
        }
        return answer;
    }
    if (journal.held()) TRY(journal.begin_again(clock.now(), random));

    // From here on everything random comes from the journal's seed, in this order.
    crypto::HmacDrbg drawn(*journal.seed(), "assay-deposit");
    const auto deposit_secrets = DepositSecrets::draw(drawn);
    crypto::ClosedPart closed;
    for (const auto& [name, value] : fields) closed.add(name, value, drawn);
    auto dedup = TRY(key.dedup_secret());
    const auto keys = dedup ? TRY(storage::PieceKeySource::shared(std::move(*dedup))) : storage::PieceKeySource::single(drawn);
    const auto root_key = deposit_secrets.key.index_key(deposit_secrets.nonce);

    TRY(destination.begin(agreement));
    const auto inputs = TRY(inputs_of(intake, build, artifacts));
    const storage::SealOptions seal_options{.vendor = key.identity().id(), .keys = keys, .root_key = root_key};
    const auto tree = TRY(storage::seal_tree(inputs, seal_options, destination.sink(), progress, interrupt));
    PrepareRequest prepare{agreement, key, tree, std::move(closed), build ? crypto::DepositClass::Full : crypto::DepositClass::SourceOnly, journal.time()};
    const auto prepared = TRY(prepare_deposit(std::move(prepare), deposit_secrets, drawn));
    answer.id = prepared.id;
    answer.pieces = tree.pieces.size();
    answer.sealed_bytes = tree.sealed_bytes;
    const auto receipt = TRY(destination.finish(prepared));
    if (receipt) {
        TRY(check_receipt(*receipt, prepared.id, policy, clock.now()));
        TRY(keep_receipt(*receipt, request.receipt));
    } else {
        answer.outcome = DepositAnswer::Outcome::Transferred;
    }
    TRY(journal.finish(prepared.id));
    return answer;
}

}  // namespace assay::escrow
