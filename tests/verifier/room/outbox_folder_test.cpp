// SPDX-License-Identifier: Apache-2.0
#include "verifier/room/outbox_folder.hpp"

#include "base/files/durable.hpp"
#include "crypto/record/acceptance.hpp"
#include "crypto/record/rebuild.hpp"
#include "tests/escrow/office.hpp"

#include <set>

using namespace assay;
using namespace assay::test;
using verifier::OutboxFolder;
using Take = OutboxFolder::Take;

namespace {

crypto::StatementId id_of(const crypto::SaltedEnvelope& statement) {
    return need(crypto::peek_link(statement.envelope)).id();
}

/// The outbox of a room that gives one verdict after another on a deposit it has accepted and rebuilt once.
class BusyRoom {
public:
    BusyRoom()
        : deposit_(office_.make_deposit(*office_.agreement, "router")),
          folder_(need(Folder::open(office_.home.path()))),
          outbox_(need(OutboxFolder::open(folder_))) {
        const auto link = need(crypto::peek_link(deposit_.statement.envelope));
        work_ = work_of_room(office_, deposit_, link);
        put(work_.acceptance);
        put(work_.rebuild);
    }

    /// A verdict and its evidence, with an attachment of so many bytes and so many verdicts before it.
    void judge(std::size_t attachment = 0, std::size_t earlier = 0) {
        const auto link = [](const crypto::SaltedEnvelope& statement) {
            return need(crypto::peek_link(statement.envelope));
        };
        crypto::ClosedPart closed;
        closed.add("comparisons", Json::array(), office_.random);
        const auto verdict =
            office_.sign(crypto::Verdict{office_.id("room"), office_.clock.now(), link(deposit_.statement),
                                         link(work_.rebuild), crypto::VerdictKind::Identical, closed.commitments()}
                             .payload(),
                         "room");
        put(verdict, attachment);
        crypto::Evidence evidence(crypto::ClaimKind::Verdict, id_of(verdict));
        for (const auto& statement : {deposit_.statement, work_.acceptance, work_.rebuild, verdict})
            need(evidence.add(statement));
        REQUIRE(verdicts_.size() >= earlier);
        for (std::size_t i = 0; i < earlier; ++i) need(evidence.add(verdicts_[i]));
        verdicts_.push_back(verdict);
        need(outbox_.put(Json::object({{"evidence", evidence.to_json()}})));
    }
    void put(const crypto::SaltedEnvelope& statement, std::size_t attachment = 0) {
        storage::OutgoingStatement outgoing{statement, {}};
        if (attachment > 0) outgoing.closed.push_back({office_.id("vendor"), Bytes(attachment, 7)});
        need(outbox_.put(Json::object({{"statement", outgoing.render()}})));
    }

    verifier::Parcel pack(Take take) const { return need(outbox_.pack(take, office_.keys("room").identity())); }
    Result<verifier::Parcel> pack_as(const std::string& party) const {
        return outbox_.pack(Take::All, office_.keys(party).identity());
    }
    void carry_out(const verifier::Parcel& parcel) const { need(outbox_.mark_taken(parcel)); }

private:
    Office office_;
    MadeDeposit deposit_;
    Folder folder_;
    OutboxFolder outbox_;
    RoomWork work_;
    std::vector<crypto::SaltedEnvelope> verdicts_;
};

/// Whether a parcel is one that `escrow submit` can read and complete: within its limits, each evidence with what it
/// rests on.
void check_whole(const verifier::Parcel& parcel) {
    const auto text = parcel.outbox.render();
    CHECK(text.size() <= storage::Outbox::kBytesMax);
    const auto read = need(storage::Outbox::parse(text));
    std::set<crypto::StatementId> inside;
    for (const auto& outgoing : read.statements) CHECK(inside.insert(id_of(outgoing.statement)).second);
    for (const auto& evidence : read.evidence) {
        std::size_t rests_on = 0;
        for (const auto& [id, object] : evidence.objects()) rests_on += static_cast<std::size_t>(inside.contains(id));
        CHECK(rests_on == 3);
    }
}

/// Takes out all that waits; the claims of the evidence that came out.
std::set<crypto::StatementId> empty(const BusyRoom& room, Take first, std::size_t& parcels) {
    std::set<crypto::StatementId> out;
    for (auto take = first;; take = Take::New) {
        const auto parcel = room.pack(take);
        if (parcel.last.empty()) return out;
        check_whole(parcel);
        for (const auto& evidence : parcel.outbox.evidence) CHECK(out.insert(evidence.claim()).second);
        room.carry_out(parcel);
        ++parcels;
        if (parcel.waiting == 0) CHECK(room.pack(Take::New).last.empty());
    }
}

}  // namespace

TEST_CASE("a room that has judged more than an outbox holds takes it out in several", "[verifier][room][outbox]") {
    BusyRoom room;
    for (int i = 0; i < 70; ++i) room.judge();
    const auto first = room.pack(Take::New);
    CHECK(first.outbox.evidence.size() == storage::Outbox::kEvidenceMax);
    CHECK(first.waiting == 11);
    // What was not carried out waits still.
    CHECK(room.pack(Take::New).last == first.last);
    std::size_t parcels = 0;
    CHECK(empty(room, Take::New, parcels).size() == 70);
    CHECK(parcels == 2);
    parcels = 0;
    CHECK(empty(room, Take::All, parcels).size() == 70);
    CHECK(parcels == 2);
}

TEST_CASE("an outbox is no larger than who reads it allows", "[verifier][room][outbox]") {
    BusyRoom room;
    for (int i = 0; i < 5; ++i) room.judge(11U << 20);
    std::size_t parcels = 0;
    CHECK(empty(room, Take::New, parcels).size() == 5);
    CHECK(parcels == 2);
}

TEST_CASE("evidence takes along what left before, so that it can be completed", "[verifier][room][outbox]") {
    BusyRoom room;
    room.judge();
    room.carry_out(room.pack(Take::New));
    room.judge();
    const auto second = room.pack(Take::New);
    CHECK(second.outbox.evidence.size() == 1);
    CHECK(second.outbox.statements.size() == 3);
    check_whole(second);
}

TEST_CASE("a chain longer than an outbox holds nothing back", "[verifier][room][outbox]") {
    BusyRoom room;
    for (int i = 0; i < 200; ++i) room.judge();
    std::size_t parcels = 0;
    empty(room, Take::New, parcels);
    room.judge(0, 10);
    CHECK(room.pack(Take::New).outbox.statements.size() == 13);
    room.carry_out(room.pack(Take::New));
    room.judge(0, 200);
    CHECK(room.pack(Take::New).outbox.statements.size() == 3);
}

TEST_CASE("an outbox is of the room that signed what is in it", "[verifier][room][outbox]") {
    BusyRoom room;
    room.judge();
    CHECK(need(room.pack_as("room")).waiting == 0);
    const auto another = room.pack_as("spare-room");
    REQUIRE_FALSE(another);
    CHECK(another.error().kind() == ErrorKind::Refused);
    CHECK(another.error().message().find("outbox/000001.json is not signed by \"spare-room\"") == 0);
}
