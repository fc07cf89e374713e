// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/custody.hpp"

#include "base/files/durable.hpp"
#include "crypto/evidence/check.hpp"
#include "crypto/record/endorsement.hpp"
#include "escrow/action/keys.hpp"
#include "tests/escrow/office.hpp"

#include <thread>

#include <fcntl.h>

using namespace assay;
using namespace assay::escrow;
using namespace std::chrono_literals;
using test::check_refused;
using test::Desk;
using test::need;
using test::Office;

namespace {

crypto::CheckReport check(const crypto::Evidence& evidence, const Office& office) {
    return need(
        crypto::check_evidence(evidence, {.policy = office.policy, .as_of = office.clock.now(), .deployed = {}}));
}

}  // namespace

TEST_CASE("an agreement is taken in once, with everybody it names", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    const auto id = need(desk.custody().admit(*office.agreement));
    CHECK(id == office.agreement->link().id());
    const auto size = desk.custody().log().latest().head.size;
    // Genesis; root, six parties and their endorsements; the agreement.
    CHECK(size.value() == 1 + 1 + 6 + 6 + 1);
    CHECK(need(desk.custody().admit(*office.agreement)) == id);
    CHECK(desk.custody().log().latest().head.size == size);
    CHECK(need(desk.custody().vendor_of({.key = office.tls("vendor"), .as = {}})) == office.id("vendor"));
    CHECK(desk.check().is_sound());
}

TEST_CASE("agreements that a custodian must not act on are refused, each with its reason", "[escrow][custody]") {
    Office office;
    office.add_party("rival", crypto::Role::Custodian);
    Desk desk(office);
    auto& custody = desk.custody();
    check_refused(custody.admit(office.agree("vendor", "rival", {"room"})), ErrorKind::Refused,
                  "it is with another custodian, \"rival\"");
    check_refused(custody.admit(office.agree("vendor", "custodian", {"room"}, {"vendor", "custodian", "room"})),
                  ErrorKind::Unproven, "the agreement is not signed by \"t1\"");
    Office strangers(2);
    auto elsewhere = office.policy;
    elsewhere.roots = {strangers.id("root")};
    auto options = desk.options();
    options.policy = elsewhere;
    options.data = office.path("elsewhere");
    check_refused(Custody::open(std::move(options), office.clock, office.random), ErrorKind::Untrusted,
                  "is no root of the policy");

    office.add_party("short", crypto::Role::Verifier, 10);
    const auto agreement = office.agree("vendor", "custodian", {"short"});
    office.clock.pass_days(11);
    check_refused(custody.admit(agreement), ErrorKind::Untrusted, "the identity of \"short\"");
    CHECK(custody.log().latest().head.size == crypto::TreeSize(1));
}

TEST_CASE("a party that no root endorses is refused by name", "[escrow][custody]") {
    Office office;
    need(new_key({.name = "stray",
                  .role = crypto::Role::Verifier,
                  .classical = crypto::SignatureAlgorithm::Ed25519,
                  .out = office.path("stray"),
                  .valid_days = 10},
                 office.clock, office.random));
    Desk desk(office);
    check_refused(desk.custody().admit(office.agree("vendor", "custodian", {"stray"})), ErrorKind::Unproven,
                  "no root of the policy endorses \"stray\"");
}

TEST_CASE("the agreements alone say whose key a client shows", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    check_refused(desk.custody().vendor_of({.key = office.tls("vendor"), .as = {}}), ErrorKind::Refused,
                  "is of no party known here");
    need(desk.custody().admit(*office.agreement));
    CHECK(desk.custody().parties().knows(office.tls("room")));
    CHECK_FALSE(desk.custody().parties().knows(office.tls("outsider")));
    check_refused(desk.custody().vendor_of({.key = office.tls("room"), .as = {}}), ErrorKind::Refused, "is no vendor");
    check_refused(desk.custody().vendor_of({.key = office.tls("outsider"), .as = {}}), ErrorKind::Refused,
                  "is of no party known here");
    desk.close();
    desk.open();
    CHECK(need(desk.custody().vendor_of({.key = office.tls("vendor"), .as = {}})) == office.id("vendor"));
    office.clock.pass_days(1001);
    check_refused(desk.custody().vendor_of({.key = office.tls("vendor"), .as = {}}), ErrorKind::Refused,
                  "which is not now");
}

TEST_CASE("a deposit becomes held once all of it is here, and its receipt proves it", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    auto& custody = desk.custody();
    const auto vendor = office.id("vendor");
    need(custody.admit(*office.agreement));
    const auto deposit = office.make_deposit(*office.agreement, "one");
    auto pieces = custody.pieces(vendor);

    check_refused(custody.hold(vendor, deposit.statement), ErrorKind::Unproven, "its piece list is not here");
    need(custody.keep_list(vendor, deposit.list));
    check_refused(custody.hold(vendor, deposit.statement), ErrorKind::Unproven, "5 pieces of 5 are not here");
    for (std::size_t i = 0; i < 4; ++i) need(pieces->put(storage::SealedPiece(deposit.pieces[i])));
    need(pieces->flush());
    check_refused(custody.hold(vendor, deposit.statement), ErrorKind::Unproven, "1 piece of 5 are not here");
    need(pieces->put(storage::SealedPiece(deposit.pieces[4])));
    need(pieces->flush());
    for (std::size_t i = 0; i < deposit.sealed.size(); ++i) {
        check_refused(custody.hold(vendor, deposit.statement), ErrorKind::Unproven, "is not here");
        need(custody.keep_sealed(vendor, deposit.sealed[i]));
    }
    CHECK(need(custody.list()).empty());
    const auto size = custody.log().latest().head.size.value();

    const auto receipt = need(custody.hold(vendor, deposit.statement));
    CHECK(custody.log().latest().head.size.value() == size + 2);
    const auto report = check(receipt, office);
    for (const auto& link : report.links) UNSCOPED_INFO(link.name + ": " + link.detail);
    CHECK(report.sound());
    CHECK(report.facts.claim == crypto::ClaimKind::Held);
    CHECK(report.facts.deposit == deposit.id);

    CHECK(need(custody.hold(vendor, deposit.statement)).render() == receipt.render());
    CHECK(need(custody.receipt(deposit.id)).render() == receipt.render());
    CHECK(custody.log().latest().head.size.value() == size + 2);
    check_refused(custody.hold(office.id("outsider"), deposit.statement), ErrorKind::Refused,
                  "the vendor is not known here");

    const auto list = need(custody.list(office.id("t2")));
    REQUIRE(list.size() == 1);
    CHECK(list[0].id == deposit.id);
    CHECK(list[0].word() == "held");
    CHECK(need(custody.list(office.id("outsider"))).empty());
    need(custody.check_concerns(office.id("room"), deposit.id));
    check_refused(custody.check_concerns(office.id("outsider"), deposit.id), ErrorKind::NotFound, "is not here");
    const auto state = need(custody.state(deposit.id));
    REQUIRE(state->events.size() == 2);
    CHECK(state->events[0].kind == crypto::StatementKind::Deposit);
    CHECK(state->events[1].kind == crypto::StatementKind::Held);
    CHECK(need(DepositState::parse(state->render())).render() == state->render());
    pieces.reset();  // it would hold the store open
    CHECK(desk.check().is_sound());
}

TEST_CASE("a deposit for others than the agreement names is refused", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    need(desk.custody().admit(*office.agreement));
    const auto try_with = [&](const std::function<void(crypto::Deposit&)>& alter) {
        const auto deposit = office.make_deposit(*office.agreement, "altered", alter);
        desk.send(deposit);
        return desk.custody().hold(office.id("vendor"), deposit.statement);
    };
    const auto spare = office.id("spare-room");
    using Purpose = crypto::SealedObject::Purpose;
    check_refused(try_with([&](auto& body) { body.sealed.push_back({Purpose::RoomFile, spare, body.pieces, 9}); }),
                  ErrorKind::Refused, "it seals a room-file to " + crypto::short_id(spare));
    check_refused(try_with([&](auto& body) {
                      for (auto& object : body.sealed)
                          if (object.purpose == Purpose::RoomFile) object.to = spare;
                  }),
                  ErrorKind::Refused, "nothing is sealed to the agreement's room");
    check_refused(try_with([&](auto& body) { std::swap(body.shares[0].trustee, body.shares[1].trustee); }),
                  ErrorKind::Refused, "its share 1 is not for the trustee of that number");
    check_refused(try_with([&](auto& body) { body.threshold.needed = 3; }), ErrorKind::Refused,
                  "its shares are not those the agreement asks for");
    check_refused(try_with([&](auto& body) { body.sealed.back().size += 1; }), ErrorKind::Untrusted,
                  "does not have the size it names");
    check_refused(try_with([&](auto& body) { body.piece_count = 4; }), ErrorKind::Untrusted,
                  "its piece list has 5 pieces, and it names 4");
    check_refused(try_with([&](auto& body) { body.index_root = body.pieces; }), ErrorKind::Untrusted,
                  "its index root is not in its piece list");
    check_refused(try_with([&](auto& body) {
                      auto digests = body.agreement.digests();
                      digests.sha512 = body.pieces.sha512;
                      body.agreement = crypto::StatementLink(digests);
                  }),
                  ErrorKind::Untrusted, "another SHA-512");
    check_refused(try_with([&](auto& body) { body.agreement = crypto::StatementLink(body.pieces); }),
                  ErrorKind::NotFound, "the agreement ");
    CHECK(need(desk.custody().list()).empty());
    CHECK(desk.check().is_sound());
}

TEST_CASE("a deposit by another hand, or of a vendor unknown here, is refused", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    need(desk.custody().admit(*office.agreement));
    const auto deposit = office.make_deposit(*office.agreement, "one");
    desk.send(deposit);
    check_refused(desk.custody().hold(office.id("outsider"), deposit.statement), ErrorKind::Refused,
                  "the vendor is not known here");
    auto forged = office.sign(deposit.body.payload(), "outsider");
    check_refused(desk.custody().hold(office.id("vendor"), forged), ErrorKind::Unproven, "which is not known here");
    auto broken = deposit.statement;
    broken.envelope[broken.envelope.size() / 2] ^= 1;
    REQUIRE_FALSE(desk.custody().hold(office.id("vendor"), broken));
    office.clock.pass_days(1001);
    check_refused(desk.custody().hold(office.id("vendor"), deposit.statement), ErrorKind::Untrusted, "expired");
}

TEST_CASE("without its witnesses a custodian holds, and gives the receipt when they are back", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    need(desk.custody().admit(*office.agreement));
    const auto deposit = office.make_deposit(*office.agreement, "one");
    desk.send(deposit);
    desk.close();
    {
        auto custody = need(Custody::open(desk.options(300ms), office.clock, office.random));
        desk.witness.is_down = true;
        check_refused(custody->hold(office.id("vendor"), deposit.statement), ErrorKind::Unavailable,
                      "witness \"witness\": connecting to witness: connection refused");
        CHECK(need(custody->list()).size() == 1);
        const auto size = custody->log().latest().head.size;
        check_refused(custody->hold(office.id("vendor"), deposit.statement), ErrorKind::Unavailable, "no quorum");
        check_refused(custody->export_to(office.id("room"), deposit.id), ErrorKind::Unavailable, "no quorum");
        CHECK(custody->log().latest().head.size.value() == size.value() + 1);
    }
    desk.witness.is_down = false;
    desk.open();
    CHECK(check(need(desk.custody().hold(office.id("vendor"), deposit.statement)), office).sound());
}

TEST_CASE("an export is in the log before a byte of it can be had", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    const auto deposit = desk.hold("one");
    auto& custody = desk.custody();
    const auto size = custody.log().latest().head.size.value();
    check_refused(custody.export_to(office.id("spare-room"), deposit.id), ErrorKind::Refused,
                  "its agreement does not name the room");
    check_refused(custody.export_to(office.id("t1"), deposit.id), ErrorKind::Refused, "does not name the room");
    CHECK(custody.log().latest().head.size.value() == size);

    auto outgoing = need(custody.export_to(office.id("room"), deposit.id));
    CHECK(custody.log().latest().head.size.value() == size + 1);
    CHECK(custody.log().published()->head.size.value() == size + 1);
    Bytes file;
    for (;;) {
        const auto piece = need(outgoing.next());
        if (piece.empty()) break;
        append(file, piece);
    }
    CHECK(file.size() == outgoing.bytes());
    const auto path = office.path("export");
    need(write_durably(path, file));
    const auto descriptor = need(Descriptor::open(path, O_RDONLY));
    auto reader = need(storage::ExportReader::open(descriptor));
    CHECK(check(reader.head().held, office).sound());
    CHECK(need(reader.read_sealed()) == deposit.sealed);
    CHECK(need(reader.read_list()) == deposit.list);
    std::size_t pieces = 0;
    need(reader.read_pieces(deposit.list, [&](storage::SealedPiece) -> Status {
        ++pieces;
        return {};
    }));
    CHECK(pieces == 5);
    const auto exported =
        need(crypto::Export::parse(need(crypto::Statement::open(reader.head().exported, office.agreement->book()))));
    CHECK(exported.room == office.id("room"));
    CHECK(exported.pieces == deposit.body.pieces);

    office.clock.pass_days(1001);
    check_refused(custody.export_to(office.id("room"), deposit.id), ErrorKind::Untrusted, "expired");
}

TEST_CASE("each export is a statement of its own, and each file proves its own", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    const auto deposit = desk.hold("one");
    auto& custody = desk.custody();
    const auto head = [&] {
        auto outgoing = need(custody.export_to(office.id("room"), deposit.id));
        return test::head_of(need(outgoing.next()));
    };
    const auto size = custody.log().latest().head.size.value();
    const auto first = head(), second = head();
    CHECK(custody.log().latest().head.size.value() == size + 2);
    for (const auto* each : {&first, &second}) {
        const auto& proof = each->proofs.proofs().front();
        CHECK(need(custody.log().entry(need(crypto::LeafIndex::from(proof.index)))) == each->exported.leaf());
    }
    CHECK(second.exported != first.exported);
}

TEST_CASE("another vendor's pieces are as if they were nowhere", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    auto& custody = desk.custody();
    const auto deposit = desk.hold("one");
    need(custody.admit(office.agree("outsider", "custodian", {"room"})));
    const auto& ids = deposit.list.ids();
    CHECK(need(custody.pieces(office.id("vendor"))->missing(ids)).empty());
    CHECK(need(custody.pieces(office.id("outsider"))->missing(ids)) == ids);
    const auto foreign = custody.pieces(office.id("outsider"))->get(ids.front());
    const auto unknown = custody.pieces(office.id("vendor"))->get(storage::PieceId::copy_of(Bytes(32, 1)));
    REQUIRE_FALSE(foreign);
    CHECK(foreign.error().kind() == unknown.error().kind());
}

TEST_CASE("who publishes another's TLS key neither gains nor takes anything by it", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    // The identity says what its maker wants. This one comes first.
    storage::NewParty party{.name = "thief",
                            .role = crypto::Role::Vendor,
                            .validity = {office.clock.now(), need(Time::from_seconds(Time::kMax))},
                            .classical = crypto::SignatureAlgorithm::Ed25519,
                            .tls_pem = need(office.keys("vendor").tls_pem()),
                            .tls_spki_sha256 = to_bytes(office.tls("vendor").view())};
    need(storage::KeyFolder::create(office.path("thief"), std::move(party), office.random));
    need(escrow::endorse({.root = office.path("root"), .identity = office.path("thief"), .valid_days = 10},
                         office.clock, office.random));
    need(desk.custody().admit(office.agree("thief", "custodian", {"room"})));
    const Asker nameless{.key = office.tls("vendor"), .as = {}};
    CHECK(need(desk.custody().vendor_of(nameless)) == office.id("thief"));
    const Asker vendor{.key = office.tls("vendor"), .as = office.id("vendor")};
    check_refused(desk.custody().vendor_of(vendor), ErrorKind::Refused, "by the identity that is asked as");

    const auto agreement = need(desk.custody().admit(*office.agreement));
    for (const bool again : {false, true}) {
        if (again) {
            desk.close();
            desk.open();
        }
        CHECK(need(desk.custody().vendor_of(vendor)) == office.id("vendor"));
        check_refused(desk.custody().vendor_of(nameless), ErrorKind::Refused, "is of several parties known here");
        CHECK(need(desk.custody().may_renew(office.tls("vendor"), agreement)));
        check_refused(desk.custody().vendor_of({.key = office.tls("outsider"), .as = office.id("vendor")}),
                      ErrorKind::Refused, "is of no party known here");
        check_refused(desk.custody().vendor_of({.key = office.tls("room"), .as = office.id("vendor")}),
                      ErrorKind::Refused, "by the identity that is asked as");
    }
    desk.close();
    CHECK(desk.check().is_sound());
}

TEST_CASE("many who ask for the same thing at once get one of it", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    auto& custody = desk.custody();
    need(custody.admit(*office.agreement));
    const auto deposit = office.make_deposit(*office.agreement, "one");
    desk.send(deposit);
    const auto size = custody.log().latest().head.size.value();
    std::vector<std::string> receipts(6);
    std::vector<std::thread> threads;
    for (auto& receipt : receipts)
        threads.emplace_back([&] { receipt = need(custody.hold(office.id("vendor"), deposit.statement)).render(); });
    for (auto& thread : threads) thread.join();
    CHECK(custody.log().latest().head.size.value() == size + 2);
    for (const auto& receipt : receipts) {
        CHECK(receipt == receipts.front());
        const auto evidence = need(crypto::Evidence::parse(receipt));
        CHECK(check(evidence, office).sound());
    }
    CHECK(desk.check().is_sound());
}

TEST_CASE("a custodian whose identity expires while it runs signs and logs nothing more", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    auto& custody = desk.custody();
    const auto deposit = desk.hold("one");
    const auto next = office.make_deposit(*office.agreement, "two");
    const auto another = office.agree("vendor", "custodian", {"spare-room"});
    const auto work = test::work_of_room(office, deposit, test::export_once(custody, office.id("room"), deposit.id));
    CHECK(custody.check_counts());
    const auto size = custody.log().latest().head.size;
    office.clock.pass_days(1001);
    const std::string words = "acting as the custodian: the identity of ";
    check_refused(custody.check_counts(), ErrorKind::Refused, words);
    check_refused(custody.admit(another), ErrorKind::Refused, words);
    check_refused(custody.submit(test::outbox_of(office, {work.acceptance})), ErrorKind::Refused, words);
    desk.send(next);
    CHECK_FALSE(custody.hold(office.id("vendor"), next.statement));
    CHECK_FALSE(custody.export_to(office.id("room"), deposit.id));
    CHECK(custody.log().latest().head.size == size);
    // What was signed before is still to be had.
    CHECK(custody.receipt(deposit.id));
    CHECK(custody.state(deposit.id));
}

TEST_CASE("the check finds a deposit that is not listed with its parties", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    const auto held = desk.hold("one");
    desk.close();
    {
        const auto vault = need(Vault::open(desk.data / "vault"));
        Changes changes;
        changes.remove(Table::Concerns, concern_key(office.id("room"), held.id));
        need(vault->apply(changes));
    }
    const auto report = desk.check();
    REQUIRE(report.findings.size() == 1);
    CHECK(report.findings[0].find("is not listed with its party \"room\"") != std::string::npos);
}

TEST_CASE("damage in one vendor's deposit affects no other vendor", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    auto& custody = desk.custody();
    const auto mine = desk.hold("mine");
    const auto others = office.agree("outsider", "custodian", {"spare-room"});
    need(custody.admit(others));
    const auto theirs = office.make_deposit(others, "theirs");
    desk.send(theirs, "outsider");
    need(custody.hold(office.id("outsider"), theirs.statement));
    desk.close();
    {
        const auto vault = need(Vault::open(desk.data / "vault"));
        Changes changes;
        changes.put(Table::Statements, key_of(theirs.id), to_bytes("rot"));
        need(vault->apply(changes));
    }
    desk.open();
    const auto list = need(desk.custody().list(office.id("vendor")));
    REQUIRE(list.size() == 1);
    CHECK(list[0].id == mine.id);
    check_refused(desk.custody().list(office.id("outsider")), ErrorKind::Corrupt, "");
    CHECK(desk.custody().check_concerns(office.id("vendor"), mine.id));
    check_refused(desk.custody().check_concerns(office.id("vendor"), theirs.id), ErrorKind::NotFound, "is not here");
}

TEST_CASE("no word that is not a root's own enters the log", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    // A valid endorsement is beside it, so the party is endorsed all the same.
    auto folder = office.keys("vendor");
    auto junk = folder.file().endorsements().front();
    const crypto::Endorsement false_word{.root = office.id("root"),
                                         .time = office.clock.now(),
                                         .identity = folder.identity().link(),
                                         .role = crypto::Role::Vendor,
                                         .validity = folder.identity().validity()};
    junk.word = office.sign(false_word.payload(), "vendor");
    need(folder.add_endorsement(junk));
    const auto size = desk.custody().log().latest().head.size;
    check_refused(desk.custody().admit(office.agree("vendor", "custodian", {"room"})), ErrorKind::Unproven,
                  "an endorsement of \"vendor\"");
    CHECK(desk.custody().log().latest().head.size == size);
}

TEST_CASE("no party can fill the place of another's endorsements", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    // A root that no policy names has much to say of the room.
    office.add_party("puppet", crypto::Role::Root);
    auto stuffed = *office.agreement;
    auto file = office.keys("room").file();
    const auto say = [&](const std::string& root, std::int64_t days) {
        const crypto::Endorsement word{
            .root = office.id(root),
            .time = office.clock.now(),
            .identity = file.identity().link(),
            .role = crypto::Role::Verifier,
            .validity = {office.clock.now(), need(Time::from_seconds(office.clock.seconds + days * 86400))}};
        return crypto::Endorsed{office.keys(root).file().statement(), office.sign(word.payload(), root)};
    };
    for (std::int64_t days = 1; file.endorsements().size() < crypto::IdentityFile::kEndorsementsMax; ++days)
        need(file.add(say("puppet", days)));
    need(stuffed.renew(file));
    need(desk.custody().admit(stuffed));
    const auto size = desk.custody().log().latest().head.size.value();
    // Genesis; root, six parties and their endorsements; the agreement. Nothing of the puppet.
    CHECK(size == 1 + 1 + 6 + 6 + 1);

    auto renewed = *office.agreement;
    auto newer = office.keys("room").file();
    need(newer.add(say("root", 2000)));
    need(renewed.renew(newer));
    need(desk.custody().admit(renewed));
    CHECK(desk.custody().log().latest().head.size.value() == size + 1);
    need(desk.custody().admit(stuffed));
    CHECK(desk.custody().log().latest().head.size.value() == size + 1);
    CHECK(desk.check().is_sound());
}

TEST_CASE("a receipt lists its proofs in one order, whichever of its statements had a place before",
          "[escrow][custody]") {
    test::Office office;
    test::Desk desk(office);
    const auto deposit = desk.hold("one");
    desk.close();
    {
        // As another thread sees it between the places of two statements: requests at the same time gave two receipts.
        const auto vault = test::need(Vault::open(CustodyPlace(desk.data).vault));
        Changes changes;
        changes.remove(Table::Places, key_of(test::need(crypto::peek_link(deposit.statement.envelope)).id()));
        test::need(vault->apply(changes));
    }
    desk.open();
    const auto first = test::need(desk.custody().receipt(deposit.id));
    CHECK(test::need(desk.custody().receipt(deposit.id)).render() == first.render());
}
