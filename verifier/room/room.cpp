// SPDX-License-Identifier: Apache-2.0
#include "verifier/room/room.hpp"

#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/read.hpp"
#include "crypto/age/age.hpp"
#include "crypto/evidence/check.hpp"
#include "crypto/evidence/check_export.hpp"
#include "crypto/evidence/gather.hpp"
#include "crypto/evidence/logged.hpp"
#include "crypto/statement/file_guess.hpp"
#include "verifier/room/sweep.hpp"

#include <fcntl.h>
#include <algorithm>

namespace assay::verifier {

namespace {

using crypto::StatementKind;

constexpr std::size_t kPolicyBytesMax = 1U << 20, kCompareBytes = 1U << 20;
const RelativePath kPolicy = "policy.toml"_path, kDeposits = "deposits"_path, kIncomingPlace = "deposits/incoming"_path,
                   kExport = "export"_path, kJobs = "jobs"_path;

RelativePath place_of(const crypto::DepositId& id) {
    return *RelativePath::parse("deposits/" + crypto::render_deposit_id(id));
}

Result<crypto::Policy> read_policy(const Folder& room) {
    const auto text = TRY(read_file(room, kPolicy, kPolicyBytesMax));
    return TRY_WITHIN("the room's policy", crypto::Policy::parse(text_of(text)));
}

/// The statements of a receipt that was checked, opened.
struct Receipt {
    crypto::IdentityBook book;
    crypto::Statement agreement_statement;
    crypto::Agreement agreement;
    crypto::Statement deposit_statement;
    Bytes deposit_envelope;  ///< of that statement, exact
    crypto::Deposit deposit;
    crypto::StatementLink held;

    static Result<Receipt> open(const crypto::Evidence& evidence) {
        crypto::IdentityBook book;
        const crypto::SaltedEnvelope *deposit_envelope = nullptr, *agreement_envelope = nullptr,
                                     *held_envelope = nullptr;
        for (const auto& [id, object] : evidence.objects()) {
            const auto kind = TRY(object.kind());
            if (kind == StatementKind::Identity) book.add(TRY(crypto::Identity::open(object)));
            if (kind == StatementKind::Deposit) deposit_envelope = &object.salted();
            if (kind == StatementKind::Agreement) agreement_envelope = &object.salted();
            if (kind == StatementKind::Held) held_envelope = &object.salted();
        }
        auto agreement_statement = TRY(crypto::Statement::open(*agreement_envelope, book));
        auto agreement = TRY(crypto::Agreement::parse(agreement_statement, book));
        auto deposit_statement = TRY(crypto::Statement::open(*deposit_envelope, book));
        auto deposit = TRY(crypto::Deposit::parse(deposit_statement));
        const auto held = TRY(crypto::peek_link(held_envelope->envelope));
        return Receipt{std::move(book),
                       std::move(agreement_statement),
                       std::move(agreement),
                       std::move(deposit_statement),
                       deposit_envelope->envelope,
                       std::move(deposit),
                       held};
    }
};

/// Whether an export statement is about the deposit of a receipt, by its custodian, for a room of its agreement.
Status check_export(const crypto::Export& exported, const Receipt& receipt) {
    if (exported.custodian != receipt.agreement.custodian)
        return fail(ErrorKind::Untrusted, "it is not by the agreement's custodian");
    if (exported.deposit != receipt.deposit_statement.link() || exported.held != receipt.held ||
        exported.agreement != receipt.agreement_statement.link())
        return fail(ErrorKind::Untrusted, "it is about another deposit than the one in the file");
    if (exported.pieces != receipt.deposit.pieces)
        return fail(ErrorKind::Untrusted, "it names other pieces than the deposit has");
    if (!receipt.agreement.has_room(exported.room))
        return fail(ErrorKind::Untrusted, "it names a room that is not the agreement's");
    return {};
}

/// Whether piece list and sealed objects of an export file are those that the deposit names.
Status check_content(const storage::ExportPieces& pieces, const Receipt& receipt) {
    const auto& deposit = receipt.deposit;
    if (pieces.list().digest() != deposit.pieces || pieces.list().size() != deposit.piece_count)
        return fail(ErrorKind::Untrusted, "the piece list in the file is not the deposit's");
    if (pieces.sealed().size() != deposit.sealed.size())
        return fail(ErrorKind::Untrusted, "the file holds another number of sealed objects than the deposit");
    for (std::size_t i = 0; i < deposit.sealed.size(); ++i)
        if (crypto::DigestSet::of(pieces.sealed()[i]) != deposit.sealed[i].digest)
            return fail(ErrorKind::Untrusted, "sealed-object",
                        "the " + std::string(crypto::name_of(deposit.sealed[i].purpose)) + " for " +
                            receipt.book.find(deposit.sealed[i].to)->describe() + " is not the one the deposit names");
    return {};
}

/// A policy decides what the room believes: another one does not take its place unasked.
Status check_other_policy(const Folder& folder, const std::filesystem::path& given, ByteView text,
                          Room::OtherPolicy other) {
    if (other == Room::OtherPolicy::Replaces || !TRY(folder.exists(kPolicy))) return {};
    if (std::ranges::equal(TRY(read_file(folder, kPolicy, kPolicyBytesMax)), text)) return {};
    return fail(
        Error(ErrorKind::Refused, "the room keeps another policy than " + quote(given.string()))
            .with_hint("--replace-policy takes this one in its place; without --policy the one it keeps counts"));
}

Result<bool> are_same_bytes(const Descriptor& a, const Descriptor& b) {
    if (const auto size = TRY(a.status()).size; size != TRY(b.status()).size) return false;
    Bytes left(kCompareBytes), right(kCompareBytes);
    for (std::uint64_t at = 0, size = TRY(a.status()).size; at < size;) {
        const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(kCompareBytes, size - at));
        TRY(a.pread_exact(std::span(left).first(part), at));
        TRY(b.pread_exact(std::span(right).first(part), at));
        if (!std::equal(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(part), right.begin())) return false;
        at += part;
    }
    return true;
}

std::unexpected<Error> no_room(const std::filesystem::path& data) {
    return std::unexpected(Error(ErrorKind::NotFound, "there is no room at " + quote(data.string()))
                               .with_hint("--data DIR names it; verifier import makes one"));
}

}  // namespace

Result<Room> Room::open(const std::filesystem::path& data, const std::optional<std::filesystem::path>& given,
                        Absent absent, OtherPolicy other) {
    std::error_code ignored;
    if (absent == Absent::Refuse && !std::filesystem::exists(data / kPolicy.text(), ignored)) return no_room(data);
    auto folder = TRY_WITHIN("the room's data", Folder::make(data, 0700));
    auto lock = TRY_WITHIN("the room's data", FileLock::take(folder, "lock"_path));
    for (const auto& name : {kDeposits, kJobs}) TRY(folder.make_folder(name, 0700));
    auto left = TRY_WITHIN("clearing up after a run that was killed", sweep(folder));
    auto outbox = TRY(OutboxFolder::open(folder));
    if (given) {
        const auto text = TRY_WITHIN("policy", read_file(*given, kPolicyBytesMax));
        TRY_WITHIN(quote(given->string()),
                   crypto::guessing(crypto::Policy::parse(text_of(text)), text_of(text), "policy"));
        TRY(check_other_policy(folder, *given, text, other));
        TRY(write_durably(folder, kPolicy, text));
    }
    if (!TRY(folder.exists(kPolicy)))
        return std::unexpected(Error(ErrorKind::Usage, "this room has no policy yet")
                                   .with_hint("--policy FILE says whom it trusts; it is kept"));
    auto policy = TRY(read_policy(folder));
    return Room(data, std::move(folder), std::move(policy), std::move(lock), std::move(outbox), std::move(left));
}

Result<RoomView> RoomView::open(const std::filesystem::path& data) {
    std::error_code ignored;
    if (!std::filesystem::exists(data / kPolicy.text(), ignored)) return no_room(data);
    auto folder = TRY_WITHIN("the room's data", Folder::open(data));
    auto policy = TRY(read_policy(folder));
    return RoomView(data, std::move(folder), std::move(policy));
}

Result<RoomDeposit> RoomView::read(Descriptor file, Folder folder, Time now) const {
    auto pieces = std::make_unique<storage::ExportPieces>(TRY(storage::ExportPieces::open(std::move(file))));
    const auto& head = pieces->head();
    // The custodian may trust more roots than this room.
    auto held = TRY_WITHIN("the receipt in it", crypto::for_reader(head.held, policy_));
    const auto report = TRY(crypto::check_evidence(held, {policy_, now, {}}));
    TRY_WITHIN("the receipt in it", report.must_hold());
    auto receipt = TRY(Receipt::open(held));

    auto export_statement = TRY_WITHIN("the export statement", crypto::Statement::open(head.exported, receipt.book));
    auto exported = TRY_WITHIN("the export statement", crypto::Export::parse(export_statement));
    TRY_WITHIN("the export statement", check_export(exported, receipt));
    TRY_WITHIN("the export statement", check_logged(head, *receipt.book.find(receipt.agreement.custodian)));
    const auto whole = TRY(crypto::check_export({held, head.exported, head.proofs}, {policy_, now, {}}));
    TRY_WITHIN("the export statement", whole.must_hold());
    TRY(check_content(*pieces, receipt));
    const auto id = crypto::deposit_id_of(receipt.deposit_statement.link());
    return RoomDeposit{id,
                       std::move(folder),
                       std::move(receipt.book),
                       std::move(receipt.agreement),
                       std::move(receipt.deposit_statement),
                       std::move(receipt.deposit_envelope),
                       std::move(receipt.deposit),
                       std::move(export_statement),
                       std::move(exported),
                       std::move(pieces),
                       std::move(held)};
}

Status RoomView::check_logged(const storage::ExportHead& head, const crypto::Identity& custodian) const {
    const auto logged = TRY(crypto::check_logged(head.exported, head.proofs, policy_));
    const auto tlog = TRY_WITHIN("policy: log policy", crypto::TlogPolicy::parse(policy_.tlog));
    return crypto::check_log_keys(tlog, logged.origin, custodian);
}

Result<crypto::DepositId> Room::import(const std::filesystem::path& path, Time now, Progress& progress,
                                       const Interrupt& interrupt) {
    const auto doing = "importing " + quote(path.filename().string());
    auto folder = TRY(folder_.make_folder(kIncomingPlace, 0700));
    const auto take = [&]() -> Result<crypto::DepositId> {
        TRY(take_in_media(path, folder, kExport, progress, interrupt));
        auto copy = TRY(folder.duplicate());
        const auto deposit = TRY(read(TRY(folder.open_file(kExport)), std::move(copy), now));
        auto proofs = deposit.pieces->head().proofs;
        proofs.merge(deposit.pieces->head().held.proofs());
        const auto heads = TRY(crypto::newest_heads(proofs, policy_));
        auto seen = TRY(SeenLogs::load(folder_));
        TRY(seen.check(heads));
        if (!TRY(folder_.exists(place_of(deposit.id))))
            TRY(folder_.rename(kIncomingPlace, place_of(deposit.id), WhenPresent::Refuse));
        TRY(TRY(folder_.folder(kDeposits)).sync());
        TRY(seen.remember(heads, folder_));
        return deposit.id;
    };
    auto taken = take();
    if (TRY(folder_.exists(kIncomingPlace))) TRY(folder_.remove_tree(kIncomingPlace));
    if (!taken) return fail(std::move(taken).error().within(doing));
    return taken;
}

Result<std::vector<crypto::DepositId>> RoomView::deposits() const {
    std::vector<crypto::DepositId> out;
    for (const auto& entry : TRY(TRY(folder_.folder(kDeposits)).list()))
        if (const auto id = crypto::parse_deposit_id(entry.name)) out.push_back(*id);
    return out;
}

Result<std::optional<crypto::DepositId>> RoomView::imported_from(const std::filesystem::path& path) const {
    const auto file = TRY(Descriptor::open(path, O_RDONLY));
    for (const auto& id : TRY(deposits())) {
        const auto own = TRY(TRY(folder_.folder(place_of(id))).open_file(kExport));
        if (TRY(are_same_bytes(file, own))) return std::optional(id);
    }
    return std::optional<crypto::DepositId>();
}

Result<RoomDeposit> RoomView::deposit(const crypto::DepositId& id, Time now) const {
    if (!TRY(folder_.exists(place_of(id))))
        return std::unexpected(
            Error(ErrorKind::NotFound, "the deposit " + crypto::render_deposit_id(id) + " is not in this room")
                .with_hint("verifier import FILE brings it in"));
    auto folder = TRY(folder_.folder(place_of(id)));
    auto file = TRY(folder.open_file(kExport));
    return read(std::move(file), std::move(folder), now);
}

Result<std::vector<Reader>> readers_of(const RoomDeposit& deposit) {
    auto ids = deposit.agreement.rooms;
    ids.insert(ids.begin(), deposit.agreement.vendor);
    std::vector<Reader> out;
    for (const auto& id : ids) {
        auto recipient = TRY_WITHIN("a reader", deposit.book.find(id)->seal_recipient());
        out.push_back({id, std::move(recipient)});
    }
    return out;
}

Result<StatementFolder> RoomView::statements(const RoomDeposit& deposit) const {
    return StatementFolder::open(deposit.folder);
}

Result<StatementFolder> RoomView::statements(const crypto::DepositId& id) const {
    return StatementFolder::open(TRY(folder_.folder(place_of(id))));
}

Status Room::keep(const RoomDeposit& deposit, const SignedReport& report) { return keep(deposit.folder, report); }

Status Room::keep(const Folder& deposit, const SignedReport& report) {
    const storage::OutgoingStatement outgoing{report.statement, report.sealed};
    // Into the outbox first: a statement that is kept and never leaves would be an access that is not logged.
    TRY(outbox_.put_statement(outgoing));
    auto statements = TRY(StatementFolder::open(deposit));
    return statements.keep({report.statement, report.closed});
}

Status Room::recover(const SignedReport& report) {
    const auto envelope = TRY(crypto::detail::parse_envelope(report.statement.envelope));
    const auto payload = TRY(crypto::detail::parse_payload(envelope.payload));
    if (payload.subjects.size() != 1 || payload.subjects[0].name != "deposit") return {};
    const auto id = crypto::deposit_id_of(crypto::StatementLink(payload.subjects[0].digest));
    if (!TRY(folder_.exists(place_of(id)))) return {};
    const auto link = TRY(crypto::peek_link(report.statement.envelope));
    if (TRY(statements(id)).contains(link.id())) return {};
    return keep(TRY(folder_.folder(place_of(id))), report);
}

Status Room::keep_evidence(const crypto::Evidence& evidence) {
    return outbox_.put(Json::object({{"evidence", evidence.to_json()}}));
}

}  // namespace assay::verifier
