// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "crypto/evidence/bindings.hpp"

#include <algorithm>

/// What parties, vendor and custodian sign.
namespace assay::crypto {

namespace {

using Use = Binding::Use;
using Kind = StatementKind;

const Agreement* agreement_of(const Bench& bench, const Deposit& deposit) {
    return bench.exhibits.typed_at<Agreement>(deposit.agreement);
}

// Deposit

Found deposit_signer(const Bench& bench, const Exhibit& exhibit) {
    const auto& deposit = *exhibit.as<Deposit>();
    const auto* agreement = agreement_of(bench, deposit);
    return Found::unless(agreement == nullptr || deposit.vendor == agreement->vendor,
                         "it is by " + bench.trust.describe(deposit.vendor));
}

Found deposit_agreement(const Bench& bench, const Exhibit& exhibit) {
    return leads_to<Agreement>(bench, exhibit.as<Deposit>()->agreement);
}

Found deposit_class(const Bench& bench, const Exhibit& exhibit) {
    if (exhibit.as<Deposit>()->deposit_class == DepositClass::Full) return {};
    for (const auto& [id, other] : bench.exhibits.all())
        if (const auto* verdict = other.as<Verdict>();
            verdict != nullptr && verdict->deposit == exhibit.statement.link())
            return Found::fails();
    return {};
}

Found deposit_threshold(const Bench& bench, const Exhibit& exhibit) {
    const auto& deposit = *exhibit.as<Deposit>();
    const auto* agreement = agreement_of(bench, deposit);
    return Found::unless(agreement == nullptr || deposit.threshold.needed == agreement->threshold.needed);
}

Found deposit_shares(const Bench& bench, const Exhibit& exhibit) {
    const auto& deposit = *exhibit.as<Deposit>();
    const auto* agreement = agreement_of(bench, deposit);
    if (agreement == nullptr) return {};
    if (deposit.shares.size() != agreement->trustees.size())
        return Found::fails("there are " + std::to_string(deposit.shares.size()));
    for (std::size_t i = 0; i < deposit.shares.size(); ++i)
        if (deposit.shares[i].trustee != agreement->trustees[i])
            return Found::fails("share " + std::to_string(i + 1) + " is for " +
                                bench.trust.describe(deposit.shares[i].trustee));
    return {};
}

/// Recipients come from the agreement alone.
Found deposit_sealed(const Bench& bench, const Exhibit& exhibit) {
    using Purpose = SealedObject::Purpose;
    const auto& deposit = *exhibit.as<Deposit>();
    const auto* agreement = agreement_of(bench, deposit);
    if (agreement == nullptr) return {};
    std::set<std::pair<Purpose, IdentityId>> due = {{Purpose::VendorFile, agreement->vendor}};
    for (const auto& room : agreement->rooms) due.emplace(Purpose::RoomFile, room);
    for (const auto& trustee : agreement->trustees) due.emplace(Purpose::Share, trustee);
    for (const auto& object : deposit.sealed)
        if (due.erase({object.purpose, object.to}) == 0)
            return Found::fails("there is a " + std::string(name_of(object.purpose)) + " for " +
                                bench.trust.describe(object.to));
    return Found::unless(due.empty(), due.empty() ? ""
                                                  : "there is no " + std::string(name_of(due.begin()->first)) +
                                                        " for " + bench.trust.describe(due.begin()->second));
}

// Held

const Deposit* deposit_of(const Bench& bench, const Held& held) {
    return bench.exhibits.typed_at<Deposit>(held.deposit);
}

Found held_signer(const Bench& bench, const Exhibit& exhibit) {
    const auto& held = *exhibit.as<Held>();
    const auto* agreement = bench.exhibits.typed_at<Agreement>(held.agreement);
    return Found::unless(agreement == nullptr || held.custodian == agreement->custodian,
                         "it is by " + bench.trust.describe(held.custodian));
}

Found held_deposit(const Bench& bench, const Exhibit& exhibit) {
    return leads_to<Deposit>(bench, exhibit.as<Held>()->deposit);
}

Found held_agreement(const Bench& bench, const Exhibit& exhibit) {
    const auto& held = *exhibit.as<Held>();
    const auto* deposit = deposit_of(bench, held);
    return Found::unless(deposit == nullptr || held.agreement == deposit->agreement);
}

// Export

const Held* held_of(const Bench& bench, const Export& exported) { return bench.exhibits.typed_at<Held>(exported.held); }

Found export_signer(const Bench& bench, const Exhibit& exhibit) {
    const auto& exported = *exhibit.as<Export>();
    const auto* held = held_of(bench, exported);
    return Found::unless(held == nullptr || exported.custodian == held->custodian,
                         "it is by " + bench.trust.describe(exported.custodian));
}

Found export_held(const Bench& bench, const Exhibit& exhibit) {
    return leads_to<Held>(bench, exhibit.as<Export>()->held);
}

Found export_deposit(const Bench& bench, const Exhibit& exhibit) {
    const auto& exported = *exhibit.as<Export>();
    const auto* held = held_of(bench, exported);
    return Found::unless(held == nullptr || exported.deposit == held->deposit);
}

Found export_agreement(const Bench& bench, const Exhibit& exhibit) {
    const auto& exported = *exhibit.as<Export>();
    const auto* held = held_of(bench, exported);
    return Found::unless(held == nullptr || exported.agreement == held->agreement);
}

Found export_room(const Bench& bench, const Exhibit& exhibit) {
    const auto& exported = *exhibit.as<Export>();
    const auto* agreement = bench.exhibits.typed_at<Agreement>(exported.agreement);
    return Found::unless(agreement == nullptr || agreement->has_room(exported.room),
                         "they went to " + bench.trust.describe(exported.room));
}

Found export_pieces(const Bench& bench, const Exhibit& exhibit) {
    const auto& exported = *exhibit.as<Export>();
    const auto* deposit = bench.exhibits.typed_at<Deposit>(exported.deposit);
    return Found::unless(deposit == nullptr || exported.pieces == deposit->pieces);
}

constexpr std::string_view kOpens = "what it opens is shown (line every kind: closed)", kOther = "a disclosed field";
constexpr std::string_view kUnread = "shown or not, nothing here reads it";
constexpr std::string_view kAccepted = "the accepted one (line acceptance: snapshot)",
                           kOtherSnapshot = "the room accepted another snapshot than was deposited";
constexpr std::string_view kUnpacked = "the room unpacks it again before it accepts; its snapshot is bound",
                           kNamed = "the room holds it against product and recipe before it accepts",
                           kVendorsWord =
                               "the vendor's word; a tree does not tell it, and no fact of a report rests on it";

constexpr Binding kCustody[] = {
    {Kind::Identity, "subject.*", Use::Form, "the digest of its keys", "identity: its subject / identity: statement: "},
    {Kind::Identity, "predicate.name", Use::Informational, "shown; what --vendor NAME looks for", ""},
    {Kind::Identity, "predicate.role", Use::Judged, "the role of its endorsement and of its part in the agreement",
     "endorses / agreement: its / which is no root / identity: "},
    {Kind::Identity, "predicate.valid.*", Use::Judged, "holds at the log's time of all it signs (step time)",
     "validity: "},
    {Kind::Identity, "predicate.keys.*", Use::Form, "one classical and one ML-DSA-87 key sign the statement itself",
     "identity: / the key purpose / signature algorithm / the policy's key of"},
    {Kind::Identity, "predicate.keys[log].public", Use::Judged,
     "the keys the policy lists for the log's origin are log keys of the custodian (step log)",
     "the policy's key of / identity"},
    {Kind::Identity, "predicate.keys[log].origin", Use::Judged,
     "one for all its log keys; the log that the policy lists them for (step log)",
     "another log key for / is no log key of"},
    {Kind::Identity, "predicate.keys[cosign].*", Use::Informational, "no witness signs a statement", ""},
    {Kind::Identity, "predicate.keys[seal].*", Use::Informational, "what is sealed to it is not opened here", ""},
    {Kind::Identity, "predicate.keys[tls].*", Use::Informational, "nothing is fetched here", ""},
    {Kind::Identity, "predicate.keys[sign].held_in", Use::Informational, "where its owner keeps it", ""},
    {Kind::Identity, "predicate.keys[log].held_in", Use::Informational, "where its owner keeps it", ""},

    {Kind::Endorsement, "subject[].name", Use::Form, "\"identity\"", "endorsement: its subject"},
    {Kind::Endorsement, "subject[].digest.*", Use::Judged, "an identity of the evidence, by both digests",
     "another identity than"},
    {Kind::Endorsement, "predicate.signer", Use::Judged, "a root of the policy",
     "which is no root of the policy / wrong-signer"},
    {Kind::Endorsement, "predicate.time", Use::Informational,
     "no log proves it; one later than what its party signed is remarked", ""},
    {Kind::Endorsement, "predicate.role", Use::Judged, "the identity's role", "which contradicts its identity"},
    {Kind::Endorsement, "predicate.valid.*", Use::Judged, "holds at the log's time of all its party signs (step time)",
     "no endorsement of"},

    {Kind::Agreement, "subject.*", Use::Form, "every party's identity, by both digests", "agreement: its subjects"},
    {Kind::Agreement, "predicate.signers", Use::Form, "the parties, and exactly they signed",
     "agreement: its signers / whom its payload / agreement: signers"},
    {Kind::Agreement, "predicate.vendor", Use::Form, "a party of role vendor", "agreement: "},
    {Kind::Agreement, "predicate.custodian", Use::Form, "a party of role custodian", "agreement: "},
    {Kind::Agreement, "predicate.rooms", Use::Form, "parties of role verifier", "agreement: "},
    {Kind::Agreement, "predicate.trustees", Use::Form, "parties of role trustee", "agreement: "},
    {Kind::Agreement, "predicate.threshold", Use::Judged, "the deposit's (line deposit: threshold)",
     "its threshold is not the agreement's"},
    {Kind::Agreement, "predicate.dedup", Use::Informational, "how far pieces are shared is the custodian's duty", ""},
    {Kind::Agreement, "predicate.notice_days", Use::Informational, "for claims", ""},
    {Kind::Agreement, "predicate.retention_days", Use::Informational, "for destruction", ""},

    {Kind::Deposit, "subject[].name", Use::Form, "\"index\"", "deposit: its subject"},
    {Kind::Deposit, "subject[].digest.*", Use::Informational, "the sealed index root; the room opens it", ""},
    {Kind::Deposit, "predicate.signer", Use::Bound, "the agreement's vendor",
     "it is not by the agreement's vendor / wrong-signer", deposit_signer},
    {Kind::Deposit, "predicate.agreement.*", Use::Bound, "an agreement of the evidence", "its agreement",
     deposit_agreement},
    {Kind::Deposit, "predicate.class", Use::Bound, "full where there is a verdict",
     "it has no recipe, so no verdict can be asked of it", deposit_class},
    {Kind::Deposit, "predicate.nonce", Use::Informational, "used when the deposit is opened", ""},
    {Kind::Deposit, "predicate.key_commitment", Use::Informational, "checked when the deposit is opened", ""},
    {Kind::Deposit, "predicate.pieces.*", Use::Judged, "the pieces that left (line export: pieces)",
     "other pieces left than the deposit has"},
    {Kind::Deposit, "predicate.piece_count", Use::Informational, "counted by the custodian", ""},
    {Kind::Deposit, "predicate.sealed_bytes", Use::Informational, "a rounded size", ""},
    {Kind::Deposit, "predicate.threshold", Use::Bound, "the agreement's",
     "its threshold is not the agreement's / deposit: ", deposit_threshold},
    {Kind::Deposit, "predicate.shares.*", Use::Bound, "share i is for trustee i of the agreement",
     "its shares are not those of the agreement's trustees / deposit: ", deposit_shares},
    {Kind::Deposit, "predicate.shares[].digest", Use::Informational, "recomputed by the room that accepts", ""},
    {Kind::Deposit, "predicate.sealed.*", Use::Bound, "one file for the vendor, each room and each trustee, no other",
     "what it seals is not sealed to the agreement's parties / deposit: ", deposit_sealed},
    {Kind::Deposit, "predicate.sealed[].digest.*", Use::Informational, "compared by custodian and recipient", ""},
    {Kind::Deposit, "predicate.sealed[].size", Use::Informational, "compared by custodian and recipient", ""},
    {Kind::Deposit, "predicate.closed.allowed_secrets", Use::Informational, "not shown to auditors", ""},
    {Kind::Deposit, "predicate.closed.artifacts", Use::Informational, "not shown to auditors", ""},
    {Kind::Deposit, "predicate.closed.missing", Use::Informational, "not shown to auditors", ""},
    {Kind::Deposit, "predicate.closed.product", Use::Judged, kOpens, kOther},
    {Kind::Deposit, "predicate.closed.source", Use::Judged, kOpens, kOther},
    {Kind::Deposit, "predicate.closed.snapshot", Use::Judged, kOpens, kOther},
    {Kind::Deposit, "predicate.closed.recipe", Use::Judged, kOpens, kOther},
    {Kind::Deposit, "predicate.closed.lock", Use::Judged, kOpens, kOther},
    {Kind::Deposit, "closed.allowed_secrets.*", Use::Informational, kUnread, ""},
    {Kind::Deposit, "closed.artifacts.*", Use::Informational, kUnread, ""},
    {Kind::Deposit, "closed.missing.*", Use::Informational, kUnread, ""},
    {Kind::Deposit, "closed.product.name", Use::Judged, "what the reader expects (step expect)", "expect"},
    {Kind::Deposit, "closed.product.version", Use::Judged, "what the reader expects (step expect)", "expect"},
    {Kind::Deposit, "closed.snapshot.git_tree", Use::Judged, kAccepted, kOtherSnapshot},
    {Kind::Deposit, "closed.snapshot.swhid", Use::Judged, kAccepted, kOtherSnapshot},
    {Kind::Deposit, "closed.snapshot.files", Use::Judged, kAccepted, kOtherSnapshot},
    {Kind::Deposit, "closed.snapshot.bytes", Use::Judged, kAccepted, kOtherSnapshot},
    {Kind::Deposit, "closed.snapshot.lines", Use::Judged, kAccepted, kOtherSnapshot},
    {Kind::Deposit, "closed.source.kind", Use::Informational, kUnpacked, ""},
    {Kind::Deposit, "closed.source.files", Use::Informational, kUnpacked, ""},
    {Kind::Deposit, "closed.source.files[].path", Use::Informational, kUnpacked, ""},
    {Kind::Deposit, "closed.source.files[].size", Use::Informational, kUnpacked, ""},
    {Kind::Deposit, "closed.source.files[].sha256", Use::Informational, kUnpacked, ""},
    {Kind::Deposit, "closed.source.commit", Use::Informational, kVendorsWord, ""},
    {Kind::Deposit, "closed.source.name", Use::Informational, kNamed, ""},
    {Kind::Deposit, "closed.source.version", Use::Informational, kNamed, ""},
    {Kind::Deposit, "closed.source.source_date_epoch", Use::Informational, kVendorsWord, ""},
    {Kind::Deposit, "closed.recipe.sha256", Use::Judged, "the rebuild's (line rebuild: recipe)",
     "it was not built by the deposited recipe"},
    {Kind::Deposit, "closed.recipe.sha512", Use::Informational, "the rebuild names the SHA-256 alone", ""},
    {Kind::Deposit, "closed.lock.sha256", Use::Judged, "the rebuild's (line rebuild: lock)",
     "its environment is not the deposited lock's"},
    {Kind::Deposit, "closed.lock.sha512", Use::Informational, "the rebuild names the SHA-256 alone", ""},

    {Kind::Held, "subject[].name", Use::Form, "\"deposit\"", "held: its subject"},
    {Kind::Held, "subject[].digest.*", Use::Bound, "a deposit of the evidence", "the deposit it is about",
     held_deposit},
    {Kind::Held, "predicate.signer", Use::Bound, "the agreement's custodian",
     "it is not by the agreement's custodian / wrong-signer", held_signer},
    {Kind::Held, "predicate.agreement.*", Use::Bound, "the deposit's", "it is under another agreement than the deposit",
     held_agreement},

    {Kind::Export, "subject[].name", Use::Form, "\"deposit\"", "export: its subject"},
    {Kind::Export, "subject[].digest.*", Use::Bound, "the deposit that is held",
     "it is about another deposit than the one held", export_deposit},
    {Kind::Export, "predicate.signer", Use::Bound, "the custodian that holds the deposit",
     "it is not by the custodian that holds the deposit / wrong-signer", export_signer},
    {Kind::Export, "predicate.held.*", Use::Bound, "a held statement of the evidence", "the held statement it rests on",
     export_held},
    {Kind::Export, "predicate.agreement.*", Use::Bound, "the deposit's",
     "it is under another agreement than the deposit", export_agreement},
    {Kind::Export, "predicate.room", Use::Bound, "a room of the agreement",
     "the pieces went to no room of the agreement", export_room},
    {Kind::Export, "predicate.pieces.*", Use::Bound, "the deposit's", "other pieces left than the deposit has",
     export_pieces},
};

}  // namespace

std::span<const Binding> custody_bindings() { return kCustody; }

}  // namespace assay::crypto
