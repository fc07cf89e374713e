// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/rebuild.hpp"

#include "base/cell/work_folder.hpp"
#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/read.hpp"
#include "base/files/space.hpp"
#include "storage/intake/unpack.hpp"
#include "storage/layout/layout.hpp"
#include "verifier/environment/environment.hpp"
#include "verifier/rebuild/provenance.hpp"
#include "verifier/room/sweep.hpp"

namespace assay::verifier {

namespace {

namespace layout = storage::layout;
using crypto::StatementKind;


Result<std::vector<BuiltArtifact>> read_outputs(const Json& json) {
    std::vector<BuiltArtifact> out;
    if (json.items() == nullptr) return fail(ErrorKind::Invalid, "a rebuild's outputs are not a list");
    for (const auto& item : *json.items()) {
        auto record = TRY(Record::of(item, "output"));
        auto path = TRY(RelativePath::parse(TRY(record.text("path"))));
        const auto size = TRY(record.decimal("size"));
        const auto digest = TRY(crypto::DigestSet::parse(*TRY(record.any("digest")), "output"));
        out.push_back({std::move(path), size, digest});
    }
    return out;
}

/// Where the outputs of a rebuild lie in its deposit's folder.
RelativePath outputs_of(const crypto::Link& rebuild) {
    return *RelativePath::parse(std::string(kOutputs) + "/" + crypto::hex(crypto::id_of(rebuild)));
}

/// The environment's description stands in the provenance, grade and unvouched packages with it.
Result<const Json*> find_environment(const Json& provenance) {
    const auto* run = provenance.find("runDetails");
    const auto* byproducts = run != nullptr ? run->find("byproducts") : nullptr;
    if (byproducts != nullptr && byproducts->items() != nullptr)
        for (const auto& item : *byproducts->items())
            if (item.text_at("name") == "environment" && item.find("content") != nullptr) return item.find("content");
    return fail(ErrorKind::Invalid, "a rebuild's provenance does not describe its environment");
}

Result<RebuildRecord> read_record(OwnStatement own, const RoomDeposit& deposit) {
    const auto statement = TRY(crypto::Statement::open(own.statement, deposit.book));
    const auto rebuilt = TRY(crypto::Rebuild::parse(statement));
    const auto provenance = TRY(own.closed.value("provenance"));
    const auto* environment = TRY(find_environment(provenance));
    auto artifacts = TRY(read_outputs(TRY(own.closed.value("outputs"))));
    auto opaque = TRY(OpaqueReport::parse(TRY(own.closed.value("opaque"))));
    auto described = TRY(Record::of(*environment, "the environment of a rebuild"));
    auto grade = TRY(described.text("grade"));
    std::vector<crypto::Grade::Package> unvouched;
    for (const auto& item : *TRY(described.array("unvouched"))) {
        const auto sha256 = TRY(decode_hex_as<crypto::Sha256>(item.text_at("sha256"), "an unvouched package's digest"));
        unvouched.push_back({std::string(item.text_at("name")), sha256});
    }
    std::optional<crypto::Sha256> keyring;
    if (const auto* given = environment->find("keyring"))
        keyring = TRY(decode_hex_as<crypto::Sha256>(given->text_at("sha256"), "a rebuild's keyring"));
    const auto log = TRY(own.closed.value("log"));
    return RebuildRecord{statement.link(),  rebuilt.outcome,      std::string(log.text_at("failure")),
                         std::move(grade),  std::move(unvouched), keyring,
                         std::move(opaque), std::move(artifacts), outputs_of(statement.link()),
                         std::move(own)};
}

/// Whether all that a rebuild put out lies here.
Result<bool> has_outputs(const Folder& folder, const RebuildRecord& record) {
    if (!TRY(folder.exists(record.outputs))) return false;
    for (const auto& artifact : record.artifacts)
        if (!TRY(folder.exists(TRY(record.outputs.join(TRY(layout::artifact(artifact.path))))))) return false;
    return true;
}

/// The rebuild there is, while it stands: its outputs are here, and its grade rests on the archives trusted now.
Result<std::optional<RebuildRecord>> rebuilt_before(const AcceptContext& context, const RoomDeposit& deposit,
                                                    const RebuildOptions& options) {
    auto own = TRY(TRY(context.room.statements(deposit)).last(StatementKind::Rebuild));
    if (!own) return std::optional<RebuildRecord>();
    auto record = TRY(read_record(std::move(*own), deposit));
    if (!TRY(has_outputs(deposit.folder, record))) return std::optional<RebuildRecord>();
    if (record.keyring && *record.keyring != TRY(keyring_digest(options.keyring)))
        return std::optional<RebuildRecord>();
    return std::optional(std::move(record));
}

/// An empty folder for what comes out, until the statement that names it is signed.
Result<Folder> begin_outputs(const Folder& folder) {
    const auto part = TRY(RelativePath::parse(kOutputsPart));
    if (TRY(folder.exists(part))) TRY(folder.remove_tree(part));
    return folder.make_folder(part, 0700);
}

/// Puts it in place. The statement is kept afterwards, so that what is kept has its outputs.
Status publish_outputs(const Folder& folder, const crypto::Link& rebuild) {
    const auto all = TRY(folder.make_folder(TRY(RelativePath::parse(kOutputs)), 0700));
    TRY(folder.rename(TRY(RelativePath::parse(kOutputsPart)), outputs_of(rebuild), WhenPresent::Refuse));
    TRY(all.sync());
    return folder.sync();
}

}  // namespace

Result<RebuildRecord> rebuild(AcceptContext& context, const RoomDeposit& deposit, const OpenedDeposit& opened,
                              const RebuildOptions& options) {
    if (!opened.recipe || !opened.lock)
        return fail(ErrorKind::Refused, "the deposit is of class source-only: it has no recipe to rebuild it by");
    if (!options.again)
        if (auto before = TRY(rebuilt_before(context, deposit, options))) return std::move(*before);

    TRY(need_space(deposit.folder, kRoomBytesFree, "writing what the build makes"));
    std::optional<Folder> materials;
    if (opened.lock->debian() != nullptr) materials = TRY(opened.opened.folder(layout::kMaterials));
    const auto environment = TRY(make_environment(
        {*opened.recipe, *opened.lock, materials ? &*materials : nullptr, options.roots, options.keyring},
        context.progress, context.interrupt));

    const auto outputs = TRY(begin_outputs(deposit.folder));
    auto into = TRY(outputs.duplicate());
    const auto verbatim = TRY(opened.opened.folder(layout::kSource));
    const auto recipe_text = TRY(read_file(opened.opened, layout::kRecipe, storage::Recipe::kBytesMax));
    const auto unpack = [&](const Folder& parent, const RelativePath& name,
                            const std::shared_ptr<const cell::HostIds>& ids) -> Status {
        storage::UnpackOptions unpacking;
        unpacking.interrupt = &context.interrupt;
        unpacking.free_bytes = kRoomBytesFree;
        TRY(storage::unpack(opened.source, verbatim, std::filesystem::path(parent.name()) / name.text(), unpacking));
        return cell::give_tree(parent, *ids);
    };
    const BuildRequest request{
        *opened.recipe, recipe_text, environment, unpack, opened.source.automatic_epoch(), context.room.path() / "jobs",
        std::move(into)};
    const auto result = TRY(build_once(request, context.clock, context.progress, context.interrupt));

    const ProvenanceInput provenance{deposit.id,
                                     context.signer.identity().identity().id(),
                                     *opened.recipe,
                                     opened.recipe_digest,
                                     environment,
                                     result,
                                     opened.source.render(),
                                     opened.snapshot.render()};
    RebuildReport report{deposit.deposit_statement.link(),
                         opened.acceptance,
                         result.succeeded ? crypto::Rebuild::Outcome::Built : crypto::Rebuild::Outcome::Failed,
                         render_provenance(provenance),
                         render_outputs(result),
                         result.opaque.render(),
                         Json::object({{"digest", result.log.render()}, {"failure", result.failure}})};
    report.readers = TRY(readers_of(deposit));
    const auto signed_report = TRY(context.signer.sign(report));
    const auto link = TRY(crypto::peek_link(signed_report.statement.envelope));
    TRY(publish_outputs(deposit.folder, link));
    TRY(context.room.keep(deposit, signed_report));
    return read_record({signed_report.statement, signed_report.closed}, deposit);
}

}  // namespace assay::verifier
