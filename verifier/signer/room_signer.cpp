// SPDX-License-Identifier: Apache-2.0
#include "verifier/signer/room_signer.hpp"

#include "base/core/text.hpp"
#include "verifier/signer/statement_draft.hpp"
#include "verifier/signer/verdict_check.hpp"

namespace assay::verifier {

namespace {

using crypto::StatementKind;

const RelativePath kLedger = "signer"_path;

std::unexpected<Error> refuse_rebuild(std::string why) {
    return fail(ErrorKind::Refused, "this rebuild is not signed: " + std::move(why));
}

Result<crypto::StatementLink> link_of(const SignedReport& report) {
    return crypto::peek_link(report.statement.envelope);
}

}  // namespace

Status check_verifier(const crypto::Identity& identity) {
    if (identity.role() != crypto::Role::Verifier)
        return fail(ErrorKind::Refused, "the room's keys: " + identity.describe() + " is no verifier");
    return {};
}

Result<KeySigner> KeySigner::open_folder(const std::filesystem::path& path, const Clock& clock, Random& random,
                                         const Settle& settle) {
    auto folder = TRY(storage::KeyFolder::open(path));
    const auto& identity = folder.identity();
    TRY(check_verifier(identity));
    TRY_WITHIN("the room's keys", crypto::check_current(identity, clock.now()));
    auto signer = TRY(folder.signer());
    auto seal = TRY(folder.seal_identity());
    auto place = TRY_WITHIN("the signer's ledger", TRY(Folder::open(path)).make_folder(kLedger, 0700));
    if (settle) TRY_WITHIN("the signer's ledger", settle(place));
    auto ledger = TRY(Ledger::open(std::move(place)));
    return KeySigner(std::move(folder), std::move(signer), std::move(seal), std::move(ledger), clock, random);
}

Result<Time> KeySigner::current(std::string_view doing) const {
    const auto now = clock_.now();
    TRY_WITHIN(doing, crypto::check_current(folder_.identity(), now));
    return now;
}

Result<SecretBytes> KeySigner::open(ByteView sealed) {
    TRY(current("opening what is sealed to this room"));
    return crypto::age_open(seal_, sealed);
}

Result<std::uint64_t> KeySigner::reserve(const crypto::StatementLink& acceptance) {
    TRY(current("reserving an ordinal"));
    const auto key = TRY(ledger_.acceptance(acceptance)).chain;
    auto state = TRY(ledger_.chain(key.file_name()));
    if (!state)
        state = ChainState{{random_.fixed<crypto::ChainSubject::Salt>(), key.vendor, key.product, key.git_tree}, {}};
    const auto ordinal = TRY(state->reserve());
    TRY(ledger_.put_chain(key.file_name(), *state));
    return ordinal;
}

Result<std::optional<ChainState>> KeySigner::chain(const ChainKey& key) {
    TRY(current("reading a chain"));
    return ledger_.chain(key.file_name());
}

Result<SignedReport> KeySigner::sign(const Report& report) {
    const auto now = TRY(current("signing a report"));
    return std::visit([&](const auto& typed) { return sign_one(typed, now); }, report);
}

Result<SignedReport> KeySigner::sign_as(const Report& report, const DraftContext& context) {
    auto draft = TRY(StatementDraft::of(report, context, random_));
    auto statement = TRY(crypto::sign_statement(draft.payload, signer_.view(), random_));
    return SignedReport{std::move(statement), std::move(draft.closed), std::move(draft.sealed)};
}

Result<SignedReport> KeySigner::sign_one(const AcceptanceReport& report, Time now) {
    auto chain = TRY_WITHIN("this acceptance is not signed",
                            ChainKey::of_deposit(report.deposit, report.deposit_envelope, report.product,
                                                 crypto::hex(report.snapshot.ids.sha256)));
    auto out = TRY(sign_as(report, {folder_.identity().id(), now}));
    TRY(ledger_.put_acceptance(TRY(link_of(out)), {report.deposit, report.snapshot, std::move(chain)}));
    TRY(ledger_.put_last(out));
    return out;
}

Result<SignedReport> KeySigner::sign_one(const RefusalReport& report, Time now) {
    auto out = TRY(sign_as(report, {folder_.identity().id(), now}));
    TRY(ledger_.put_last(out));
    return out;
}

Status KeySigner::check_rebuild(const RebuildReport& report, Time now) const {
    const auto& provenance = report.provenance;
    if (provenance.room != folder_.identity().id()) return refuse_rebuild("its provenance names another room");
    if (provenance.version != ASSAY_VERSION) return refuse_rebuild("its provenance names another version than this");
    if (provenance.deposit != crypto::deposit_id_of(report.deposit))
        return refuse_rebuild("its provenance is about another deposit");
    if (provenance.finished > now) return refuse_rebuild("it ended later than now");
    if (report.failure.empty() && report.outputs.empty()) return refuse_rebuild("it was built and put out nothing");
    const auto accepted = TRY(ledger_.acceptance(report.acceptance));
    if (accepted.deposit != report.deposit) return refuse_rebuild("its acceptance is about another deposit");
    if (!accepted.snapshot.is_same_tree_as(provenance.snapshot))
        return refuse_rebuild("its source is not the snapshot that was accepted");
    if (report.chain && *report.chain != accepted.chain)
        return refuse_rebuild("its chain is about another vendor, product or snapshot than was accepted");
    return {};
}

Result<SignedReport> KeySigner::sign_one(const RebuildReport& report, Time now) {
    TRY(check_rebuild(report, now));
    DraftContext context{folder_.identity().id(), now};
    std::optional<ChainState> chain;
    std::string name;
    if (report.chain) {
        name = report.chain->file_name();
        chain = TRY(ledger_.chain(name));
        if (!chain) return refuse_rebuild("no ordinal was reserved in its chain");
        context.place = TRY(chain->reserved(report.ordinal));
        context.subject = chain->subject;
    }
    auto out = TRY(sign_as(report, context));
    const auto link = TRY(link_of(out));
    TRY(ledger_.put_rebuild(link, RebuildFacts::of(report, name)));
    TRY(ledger_.put_last(out));
    if (!chain) return out;
    auto& entry = chain->entries[report.ordinal - 1];
    entry.statement = link;
    entry.word = report.failure.empty() ? crypto::ChainWord::Built : crypto::ChainWord::Failed;
    if (report.failure.empty()) entry.outputs = chain->news_of(report.outputs);
    TRY(ledger_.put_chain(name, *chain));
    return out;
}

Result<SignedReport> KeySigner::sign_one(const VerdictReport& report, Time now) {
    const auto rebuilt = TRY(ledger_.rebuild(report.rebuild));
    auto chain = rebuilt.chain.empty() ? std::nullopt : TRY(ledger_.chain(rebuilt.chain));
    TRY(check_verdict(report, rebuilt, chain ? chain->disagreement() : std::nullopt));
    if (!chain || chain->ordinal_of(report.rebuild) == 0)
        return fail(ErrorKind::Refused, "this verdict is not signed: its rebuild is not in the chain it belongs to");
    const auto place = TRY(chain->next());
    auto out = TRY(sign_as(report, {folder_.identity().id(), now, place, chain->subject}));
    TRY(ledger_.put_last(out));
    const auto link = TRY(link_of(out));
    chain->entries.push_back({link, StatementKind::Verdict, crypto::word_of(report.verdict()), {}});
    TRY(ledger_.put_chain(rebuilt.chain, *chain));
    return out;
}

Result<SignedReport> KeySigner::sign_one(const AccessReport& report, Time now) {
    const auto accepted = TRY(ledger_.acceptance(report.acceptance));
    if (accepted.deposit != report.deposit)
        return fail(ErrorKind::Refused, "this access is not signed: its acceptance is about another deposit");
    auto out = TRY(sign_as(report, {folder_.identity().id(), now}));
    TRY(ledger_.put_last(out));
    return out;
}

Result<SignedReport> KeySigner::sign_one(const OutboxReport& report, Time now) {
    return sign_as(report, {folder_.identity().id(), now});
}

/// A statement whose chain was not written was never given away: its ordinal is free, or another's.
Result<bool> KeySigner::was_given(const SignedReport& report) const {
    crypto::IdentityBook book;
    book.add(folder_.identity());
    const auto statement = TRY(crypto::Statement::open(report.statement, book));
    if (statement.kind() != StatementKind::Rebuild && statement.kind() != StatementKind::Verdict) return true;
    const auto rebuild =
        statement.kind() == StatementKind::Rebuild ? statement.link() : TRY(crypto::Verdict::parse(statement)).rebuild;
    const auto facts = TRY(ledger_.rebuild(rebuild));
    if (facts.chain.empty()) return true;
    const auto chain = TRY(ledger_.chain(facts.chain));
    return chain && chain->ordinal_of(statement.link()) != 0;
}

Result<std::optional<SignedReport>> KeySigner::last() {
    auto report = TRY(ledger_.last());
    if (report && !TRY(was_given(*report))) report.reset();
    return report;
}

}  // namespace assay::verifier
