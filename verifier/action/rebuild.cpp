// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/rebuild.hpp"

#include "base/core/excerpt.hpp"
#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/read.hpp"
#include "base/files/space.hpp"
#include "storage/intake/unpack.hpp"
#include "storage/layout/layout.hpp"
#include "verifier/environment/environment.hpp"
#include "verifier/rebuild/log_end.hpp"
#include "verifier/room/sweep.hpp"

namespace assay::verifier {

namespace {

namespace layout = storage::layout;

/// Where the outputs of a rebuild lie in its deposit's folder.
RelativePath outputs_of(const crypto::StatementLink& rebuild) {
    return *RelativePath::parse(std::string(kOutputs) + "/" + crypto::hex(rebuild.id()));
}

Result<RebuildRecord> read_record(OwnStatement own, const RoomDeposit& deposit) {
    const auto statement = TRY(crypto::Statement::open(own.statement, deposit.book));
    auto rebuilt = TRY(crypto::Rebuild::parse(statement));
    auto provenance = TRY(Provenance::parse(TRY(own.closed.value("provenance"))));
    auto artifacts = TRY(parse_outputs(TRY(own.closed.value("outputs"))));
    auto opaque = TRY(OpaqueReport::parse(TRY(own.closed.value("opaque"))));
    const auto log = TRY(own.closed.value("log"));
    return RebuildRecord{.link = statement.link(),
                         .outcome = rebuilt.outcome,
                         .failure = std::string(log.text_at("failure")),
                         .environment = std::move(provenance.environment),
                         .opaque = std::move(opaque),
                         .artifacts = std::move(artifacts),
                         .outputs = outputs_of(statement.link()),
                         .chain = rebuilt.chain,
                         .statement = std::move(own)};
}

/// Whether all that a rebuild put out lies here.
Result<bool> has_outputs(const Folder& folder, const RebuildRecord& record) {
    if (!TRY(folder.exists(record.outputs))) return false;
    for (const auto& artifact : record.artifacts)
        if (!TRY(folder.exists(TRY(record.outputs.join(TRY(layout::artifact(artifact.path))))))) return false;
    return true;
}

/// The last rebuild that counts; no verdict rests on an experiment.
Result<std::optional<RebuildRecord>> last_counted(const StatementFolder& statements, const RoomDeposit& deposit) {
    const auto& entries = statements.entries();
    for (auto at = entries.rbegin(); at != entries.rend(); ++at) {
        if (at->kind != crypto::StatementKind::Rebuild) continue;
        auto record = TRY(read_record(TRY(statements.read(at->id)), deposit));
        if (record.chain) return std::optional(std::move(record));
    }
    return std::optional<RebuildRecord>();
}

/// The rebuild there is, while it holds: its outputs are here, its grade rests on the archives trusted now, and it ran
/// in no less than the room asks for now.
Result<std::optional<RebuildRecord>> rebuilt_before(const AcceptContext& context, const RoomDeposit& deposit,
                                                    const RebuildOptions& options) {
    if (options.again || options.experiment) return std::optional<RebuildRecord>();
    auto record = TRY(last_counted(TRY(context.room.statements(deposit)), deposit));
    if (!record || !TRY(has_outputs(deposit.folder, *record))) return std::optional<RebuildRecord>();
    // A room that asks for a machine does not take what it built in a cell.
    if (options.machine->has_own_kernel() && !record->environment.own_machine) return std::optional<RebuildRecord>();
    const auto& keyring = record->environment.keyring;
    if (keyring && *keyring != TRY(keyring_digest(options.keyring))) return std::optional<RebuildRecord>();
    return record;
}

/// Removes what came out when no statement is to name it: a rebuild that ends with an error leaves nothing.
class Discarding {
public:
    explicit Discarding(const Folder& folder) : folder_(folder) {}
    Discarding(const Discarding&) = delete;
    Discarding& operator=(const Discarding&) = delete;
    ~Discarding() {
        if (armed_) static_cast<void>(folder_.remove_tree(*RelativePath::parse(kOutputsPart)));
    }
    void disarm() { armed_ = false; }

private:
    const Folder& folder_;
    bool armed_ = true;
};

/// An empty folder for what comes out, until the statement that names it is signed.
Result<Folder> begin_outputs(const Folder& folder) {
    const auto part = TRY(RelativePath::parse(kOutputsPart));
    if (TRY(folder.exists(part))) TRY(folder.remove_tree(part));
    return folder.make_folder(part, 0700);
}

/// Puts it in place. The statement is kept afterwards, so that what is kept has its outputs.
Status publish_outputs(const Folder& folder, const crypto::StatementLink& rebuild) {
    const auto all = TRY(folder.make_folder(TRY(RelativePath::parse(kOutputs)), 0700));
    TRY(folder.rename(TRY(RelativePath::parse(kOutputsPart)), outputs_of(rebuild), WhenPresent::Refuse));
    TRY(all.sync());
    return folder.sync();
}

Provenance provenance_of(const AcceptContext& context, const RoomDeposit& deposit, const OpenedDeposit& opened,
                         const Environment& environment, const BuildResult& result) {
    auto seen = environment.record;
    seen.walls = result.walls;
    if (result.machine) {
        seen.kernel = "Linux " + result.machine->release;
        seen.processor = "emulated by QEMU on " + seen.processor;
    }
    seen.own_machine = result.machine;
    return {.deposit = deposit.id,
            .room = context.signer.identity().identity().id(),
            .version = ASSAY_VERSION,
            .recipe = opened.recipe_digest,
            .directory = opened.recipe->directory,
            .commands = opened.recipe->commands,
            .variables = opened.recipe->variables,
            .snapshot = opened.snapshot,
            .materials = environment.materials,
            .environment = std::move(seen),
            .log = result.log,
            .started = result.started,
            .finished = result.finished};
}

Result<BuildResult> build(AcceptContext& context, const OpenedDeposit& opened, const Environment& environment,
                          const Folder& outputs, const BuildMachine& machine) {
    const auto verbatim = TRY(opened.opened.folder(layout::kSource));
    const auto recipe_text = TRY(read_file(opened.opened, layout::kRecipe, storage::Recipe::kBytesMax));
    const auto unpack = [&](const Folder& parent, const RelativePath& name) -> Status {
        storage::UnpackOptions unpacking;
        unpacking.interrupt = &context.interrupt;
        unpacking.free_bytes = kRoomBytesFree;
        TRY(storage::unpack(opened.source, verbatim, std::filesystem::path(parent.name()) / name.text(), unpacking));
        return {};
    };
    auto into = TRY(outputs.duplicate());
    const BuildRequest request{*opened.recipe,
                               recipe_text,
                               environment,
                               unpack,
                               opened.source.automatic_epoch(),
                               context.room.path() / "jobs",
                               std::move(into),
                               machine};
    return build_once(request, context.clock, context.progress, context.interrupt);
}

}  // namespace

Result<bool> has_rebuild(const AcceptContext& context, const RoomDeposit& deposit, const RebuildOptions& options) {
    return TRY(rebuilt_before(context, deposit, options)).has_value();
}

Result<RebuildLog> log_of(const RoomDeposit& deposit, const RebuildRecord& record) {
    const auto at = TRY(record.outputs.join(kBuildLog));
    RebuildLog out{std::filesystem::path(deposit.folder.name()) / at.text(), {}, {}};
    if (record.outcome != crypto::Rebuild::Outcome::Failed || !TRY(deposit.folder.exists(at))) return out;
    out.end = last_lines(TRY(end_of_log(TRY(deposit.folder.open_file(at)))));
    out.left = TRY(left_by_build(TRY(deposit.folder.folder(record.outputs))));
    return out;
}

std::unexpected<Error> source_only() {
    return fail(ErrorKind::Refused, "the deposit is of class source-only: it has no recipe to rebuild it by");
}

ChainKey chain_of(const RoomDeposit& deposit, const OpenedDeposit& opened) {
    return {deposit.deposit.vendor, opened.product, crypto::hex(opened.snapshot.ids.sha256)};
}

Result<RebuildRecord> rebuild(AcceptContext& context, const RoomDeposit& deposit, const OpenedDeposit& opened,
                              const RebuildOptions& options) {
    if (!opened.recipe || !opened.lock) return source_only();
    if (auto before = TRY(rebuilt_before(context, deposit, options))) return std::move(*before);

    TRY(need_space(deposit.folder, kRoomBytesFree, "writing what the build makes"));
    std::optional<Folder> materials;
    if (opened.lock->debian() != nullptr) materials = TRY(opened.opened.folder(layout::kMaterials));
    const auto environment = TRY(make_environment(
        {*opened.recipe, *opened.lock, materials ? &*materials : nullptr, options.roots, options.keyring},
        context.progress, context.interrupt));
    const auto outputs = TRY(begin_outputs(deposit.folder));
    Discarding discarding(deposit.folder);
    // Reserved before the build begins: a build that is stopped because of its outcome leaves a gap.
    std::optional<ChainKey> chain;
    if (!options.experiment) chain = chain_of(deposit, opened);
    const auto ordinal = chain ? TRY(context.signer.reserve(opened.acceptance)) : 0;
    const auto result = TRY(build(context, opened, environment, outputs, *options.machine));
    // For the vendor, who has to mend it. What was built needs no words.
    std::string log_end;
    if (!result.succeeded) log_end = TRY(end_of_log(TRY(outputs.open_file(kBuildLog))));
    RebuildReport report{.deposit = deposit.deposit_statement.link(),
                         .acceptance = opened.acceptance,
                         .provenance = provenance_of(context, deposit, opened, environment, result),
                         .outputs = result.artifacts,
                         .opaque = result.opaque,
                         .failure = result.failure,
                         .log_end = std::move(log_end),
                         .chain = std::move(chain),
                         .ordinal = ordinal,
                         .readers = {}};
    report.readers = TRY(readers_of(deposit));
    const auto signed_report = TRY(context.signer.sign(report));
    const auto link = TRY(crypto::peek_link(signed_report.statement.envelope));
    TRY(publish_outputs(deposit.folder, link));
    discarding.disarm();
    TRY(context.room.keep(deposit, signed_report));
    return read_record({signed_report.statement, signed_report.closed}, deposit);
}

}  // namespace assay::verifier
