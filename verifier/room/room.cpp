// SPDX-License-Identifier: Apache-2.0
#include "verifier/room/room.hpp"

#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/read.hpp"
#include "crypto/age/age.hpp"
#include "crypto/evidence/check.hpp"
#include "crypto/evidence/logged.hpp"

#include <algorithm>
#include <fcntl.h>

namespace assay::verifier {

namespace {

using crypto::StatementKind;

constexpr std::size_t kPolicyBytesMax = 1U << 20;
constexpr std::size_t kOwnBytesMax = 64U << 20;
constexpr std::size_t kCopyBytes = 1U << 20;
const RelativePath kPolicy = "policy.toml"_path, kDeposits = "deposits"_path, kOutbox = "outbox"_path, kTaken = "outbox/taken"_path, kExport = "export"_path, kJobs = "jobs"_path;

RelativePath place_of(const crypto::DepositId& id) { return *RelativePath::parse("deposits/" + crypto::render_deposit_id(id)); }

RelativePath own_place(StatementKind kind) { return *RelativePath::parse("own/" + std::string(crypto::name_of(kind)) + ".json"); }

/// Has the whole file walked in a cell: it is the first stranger's file the room touches.
Status walk_in_cell(const Descriptor& file, const Interrupt& interrupt) {
    cell::WorkerCall call;
    call.name = kExportWorker;
    auto copy = TRY(file.duplicate());
    call.request.files.push_back(std::move(copy));
    call.limits.wall_seconds = 3600;
    call.limits.cpu_seconds = 3600;
    call.interrupt = &interrupt;
    TRY_WITHIN("reading the export file", cell::call_worker(std::move(call)));
    return {};
}

Status copy_to(const Descriptor& from, const Folder& folder, const RelativePath& name, Progress& progress, const Interrupt& interrupt) {
    const auto size = TRY(from.status()).size;
    ProgressStage stage(progress, "reading the media", Progress::Unit::Octets, size);
    auto copy = TRY(DurableFile::begin(folder, name));
    Bytes buffer(kCopyBytes);
    for (;;) {
        TRY(interrupt.check("reading the media"));
        const auto got = TRY(from.read_some(buffer));
        if (got == 0) break;
        TRY(copy.append(ByteView(buffer).first(got)));
        stage.advance(got);
    }
    TRY(copy.commit());
    stage.done();
    return {};
}

constexpr std::size_t kNumberDigits = 6;

/// `000042.json`; sorted as numbers are.
std::string number_name(std::uint64_t number) {
    const auto digits = std::to_string(number);
    return std::string(kNumberDigits - std::min(digits.size(), kNumberDigits), '0') + digits + ".json";
}

/// 0 for anything else.
std::uint64_t number_of(std::string_view name) {
    if (!name.ends_with(".json")) return 0;
    name.remove_suffix(5);
    while (name.size() > 1 && name.front() == '0') name.remove_prefix(1);
    return parse_decimal(name).value_or(0);
}

}  // namespace

Result<Bytes> export_worker(cell::Request& request) {
    if (request.files.size() != 1) return fail(ErrorKind::Invalid, "one export file is wanted");
    auto reader = TRY(storage::ExportReader::open(request.files[0]));
    TRY(reader.read_sealed());
    const auto list = TRY(reader.read_list());
    TRY(reader.read_pieces(list, [](storage::SealedPiece) { return Status(); }));
    return Bytes();
}

Result<Room> Room::open(const std::filesystem::path& data, const std::optional<std::filesystem::path>& given) {
    auto folder = TRY_WITHIN("the room's data", Folder::make(data, 0700));
    auto lock = TRY_WITHIN("the room's data", FileLock::take(folder, "lock"_path));
    for (const auto& name : {kDeposits, kOutbox, kJobs}) TRY(folder.make_folder(name, 0700));
    if (given) {
        const auto text = TRY_WITHIN("policy", read_file(*given, kPolicyBytesMax));
        TRY_WITHIN(quote(given->string()), crypto::Policy::parse(text_of(text)));
        TRY(write_durably(folder, kPolicy, text));
    }
    if (!TRY(folder.exists(kPolicy))) return std::unexpected(Error(ErrorKind::Usage, "this room has no policy yet").with_hint("--policy FILE says whom it trusts; it is kept"));
    const auto text = TRY(read_file(folder, kPolicy, kPolicyBytesMax));
    auto policy = TRY_WITHIN("the room's policy", crypto::Policy::parse(text_of(text)));
    return Room(data, std::move(folder), std::move(lock), std::move(policy));
}

Result<RoomDeposit> Room::read(Descriptor file, Folder folder, Time now) const {
    auto pieces = std::make_unique<storage::ExportPieces>(TRY(storage::ExportPieces::open(std::move(file))));
    const auto& head = pieces->head();
    const auto report = TRY(crypto::check_evidence(head.held, {policy_, now, {}}));
    for (const auto state : {crypto::LinkState::Fails, crypto::LinkState::Equivocates, crypto::LinkState::CannotBeChecked, crypto::LinkState::PolicyUnmet})
        if (const auto* link = report.first(state)) {
            const auto kind = state == crypto::LinkState::Fails ? ErrorKind::Untrusted : state == crypto::LinkState::Equivocates ? ErrorKind::Equivocation : state == crypto::LinkState::CannotBeChecked ? ErrorKind::Unproven : ErrorKind::PolicyUnmet;
            return fail(kind, "the receipt in it: " + link->name + ": " + link->detail);
        }
    crypto::IdentityBook book;
    const crypto::SaltedEnvelope *deposit_envelope = nullptr, *agreement_envelope = nullptr, *held_envelope = nullptr;
    for (const auto& [id, object] : head.held.objects()) {
        const auto kind = TRY(crypto::peek_kind(object.envelope));
        if (kind == StatementKind::Identity) book.add(TRY(crypto::Identity::open(object.envelope)));
        if (kind == StatementKind::Deposit) deposit_envelope = &object;
        if (kind == StatementKind::Agreement) agreement_envelope = &object;
        if (kind == StatementKind::Held) held_envelope = &object;
    }
    const auto agreement_statement = TRY(crypto::Statement::open(agreement_envelope->envelope, book));
    auto agreement = TRY(crypto::Agreement::parse(agreement_statement, book));
    auto deposit_statement = TRY(crypto::Statement::open(deposit_envelope->envelope, book));
    auto deposit = TRY(crypto::Deposit::parse(deposit_statement));
    const auto held_link = TRY(crypto::peek_link(held_envelope->envelope));

    auto export_statement = TRY_WITHIN("the export statement", crypto::Statement::open(head.exported.envelope, book));
    auto exported = TRY_WITHIN("the export statement", crypto::Export::parse(export_statement));
    if (exported.custodian != agreement.custodian) return fail(ErrorKind::Untrusted, "the export statement is not by the agreement's custodian");
    if (exported.deposit != deposit_statement.link() || exported.held != held_link || exported.agreement != agreement_statement.link()) return fail(ErrorKind::Untrusted, "the export statement is about another deposit than the one in the file");
    if (exported.pieces != deposit.pieces) return fail(ErrorKind::Untrusted, "the export statement names other pieces than the deposit has");
    if (!agreement.has_room(exported.room)) return fail(ErrorKind::Untrusted, "the export statement names a room that is not the agreement's");
    TRY_WITHIN("the export statement", crypto::check_logged(head.exported, head.proofs, policy_));

    if (pieces->list().digest() != deposit.pieces || pieces->list().size() != deposit.piece_count) return fail(ErrorKind::Untrusted, "the piece list in the file is not the deposit's");
    if (pieces->sealed().size() != deposit.sealed.size()) return fail(ErrorKind::Untrusted, "the file holds another number of sealed objects than the deposit");
    for (std::size_t i = 0; i < deposit.sealed.size(); ++i)
        if (crypto::DigestSet::of(pieces->sealed()[i]) != deposit.sealed[i].digest)
            return fail(ErrorKind::Untrusted, "sealed-object: the " + std::string(crypto::name_of(deposit.sealed[i].purpose)) + " for " + book.find(deposit.sealed[i].to)->describe() + " is not the one the deposit names");
    const auto id = crypto::deposit_id_of(deposit_statement.link());
    return RoomDeposit{id, std::move(folder), std::move(book), std::move(agreement), std::move(deposit_statement), std::move(deposit), std::move(export_statement), std::move(exported), std::move(pieces)};
}

Result<crypto::DepositId> Room::import(const std::filesystem::path& path, Time now, Progress& progress, const Interrupt& interrupt) {
    const auto doing = "importing " + quote(path.filename().string());
    const auto media = TRY_WITHIN(doing, Descriptor::open(path, O_RDONLY | O_NONBLOCK));
    if (TRY(media.status()).kind != FileKind::Regular) return fail(ErrorKind::Invalid, doing + ": it is no regular file");
    // From here on the copy is read: the media may change under our hands.
    const auto incoming = "deposits/incoming"_path;
    if (TRY(folder_.exists(incoming))) TRY(folder_.remove_tree(incoming));
    auto folder = TRY(folder_.make_folder(incoming, 0700));
    const auto take = [&]() -> Result<crypto::DepositId> {
        TRY(copy_to(media, folder, kExport, progress, interrupt));
        TRY(walk_in_cell(TRY(folder.open_file(kExport)), interrupt));
        auto copy = TRY(folder.duplicate());
        const auto deposit = TRY(read(TRY(folder.open_file(kExport)), std::move(copy), now));
        auto proofs = deposit.pieces->head().proofs;
        proofs.merge(deposit.pieces->head().held.proofs());
        const auto heads = TRY(crypto::newest_heads(proofs, policy_));
        auto seen = TRY(SeenLogs::load(folder_));
        TRY(seen.check(heads));
        if (!TRY(folder_.exists(place_of(deposit.id)))) TRY(folder_.rename(incoming, place_of(deposit.id), WhenPresent::Refuse));
        TRY(TRY(folder_.folder(kDeposits)).sync());
        TRY(seen.remember(heads, folder_));
        return deposit.id;
    };
    auto taken = take();
    if (TRY(folder_.exists(incoming))) TRY(folder_.remove_tree(incoming));
    if (!taken) return fail(std::move(taken).error().within(doing));
    return taken;
}

Result<std::vector<crypto::DepositId>> Room::deposits() const {
    std::vector<crypto::DepositId> out;
    for (const auto& entry : TRY(TRY(folder_.folder(kDeposits)).list()))
        if (const auto id = crypto::parse_deposit_id(entry.name)) out.push_back(*id);
    return out;
}

Result<RoomDeposit> Room::deposit(const crypto::DepositId& id, Time now) const {
    if (!TRY(folder_.exists(place_of(id)))) return std::unexpected(Error(ErrorKind::NotFound, "the deposit " + crypto::render_deposit_id(id) + " is not in this room").with_hint("verifier import FILE brings it in"));
    auto folder = TRY(folder_.folder(place_of(id)));
    auto file = TRY(folder.open_file(kExport));
    return read(std::move(file), std::move(folder), now);
}

Result<std::optional<OwnStatement>> Room::own(const RoomDeposit& deposit, StatementKind kind) const {
    const auto place = own_place(kind);
    if (!TRY(deposit.folder.exists(place))) return std::optional<OwnStatement>();
    const auto text = TRY(read_file(deposit.folder, place, kOwnBytesMax));
    const auto json = TRY_WITHIN(place.text(), Json::parse(text_of(text), {.bytes = kOwnBytesMax, .depth = 16}));
    auto record = TRY(Record::of(json, place.text()));
    auto statement = TRY(crypto::SaltedEnvelope::parse(*TRY(record.any("statement")), place.text()));
    auto closed = TRY(crypto::ClosedPart::parse(TRY(record.text("closed"))));
    return std::optional<OwnStatement>(OwnStatement{std::move(statement), std::move(closed)});
}

Status Room::keep(const RoomDeposit& deposit, StatementKind kind, const SignedReport& report, Random& random) {
    const auto& vendor = *deposit.book.find(deposit.agreement.vendor);
    const auto recipient = TRY(crypto::AgeRecipient::parse(TRY(vendor.seal_recipient())));
    const auto text = report.closed.render();
    auto sealed = TRY(crypto::age_seal(recipient, bytes_of(text), random));
    storage::OutgoingStatement outgoing{report.statement, {}};
    outgoing.closed.push_back({vendor.id(), std::move(sealed)});
    // On its way out first: a statement that is kept and never leaves would be a reading nobody hears of.
    TRY(put_into_outbox(Json::object({{"statement", outgoing.render()}})));
    TRY(deposit.folder.make_folder("own"_path, 0700));
    return write_durably(deposit.folder, own_place(kind), bytes_of(Json::object({{"statement", report.statement.render()}, {"closed", text}}).render()), {.mode = 0600});
}

Status Room::keep_evidence(const crypto::Evidence& evidence) { return put_into_outbox(Json::object({{"evidence", evidence.to_json()}})); }

Status Room::put_into_outbox(const Json& item) {
    const auto outbox = TRY(folder_.folder(kOutbox));
    std::uint64_t next = 1;
    for (const auto& entry : TRY(outbox.list())) next = std::max(next, number_of(entry.name) + 1);
    return write_durably(outbox, *RelativePath::parse(number_name(next)), bytes_of(item.render()), {.mode = 0600, .when_present = WhenPresent::Refuse});
}

Result<storage::Outbox> Room::outbox(Take take, const crypto::IdentityId& room) const {
    const auto folder = TRY(folder_.folder(kOutbox));
    std::string taken;
    if (take == Take::New && TRY(folder_.exists(kTaken))) taken = to_text(TRY(read_file(folder_, kTaken, 64)));
    storage::Outbox out{room, {}, {}};
    for (const auto& entry : TRY(folder.list())) {
        if (!entry.name.ends_with(".json") || entry.name <= taken) continue;
        const auto text = TRY(read_file(folder, *RelativePath::parse(entry.name), kOwnBytesMax));
        const auto json = TRY_WITHIN("outbox/" + entry.name, Json::parse(text_of(text), {.bytes = kOwnBytesMax, .depth = 24}));
        if (const auto* statement = json.find("statement")) out.statements.push_back(TRY(storage::OutgoingStatement::parse(*statement)));
        if (const auto* evidence = json.find("evidence")) out.evidence.push_back(TRY(crypto::Evidence::parse(evidence->render_pretty())));
    }
    return out;
}

Status Room::mark_taken() {
    std::string last;
    for (const auto& entry : TRY(TRY(folder_.folder(kOutbox)).list()))
        if (entry.name.ends_with(".json")) last = std::max(last, entry.name);
    return write_durably(folder_, kTaken, bytes_of(last));
}

}  // namespace assay::verifier
