// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/endorsement.hpp"
#include "escrow/wire/acknowledgement.hpp"
#include "escrow/wire/custodian_record.hpp"
#include "tests/escrow/service/front.hpp"

using namespace assay;
using namespace assay::escrow;
using test::check_refused;
using test::Front;
using test::json_of;
using test::kJson;
using test::need;

TEST_CASE("anybody may ask who the custodian is and how far its log has come", "[escrow][service]") {
    Front front;
    auto stranger = front.stranger();
    auto record = need(CustodianRecord::parse(json_of(need(stranger.get("/v1/custodian")))));
    CHECK(record.identity.render() == front.office.keys("custodian").file().render());
    CHECK(record.origin == front.custody->log().origin());

    front.hold("one");
    record = need(CustodianRecord::parse(json_of(need(stranger.get("/v1/custodian")))));
    CHECK(record.size == front.custody->log().published()->head.size.value());
    CHECK(record.size > 1);
}

TEST_CASE("an agreement is taken in from its vendor, as often as he sends it", "[escrow][service]") {
    Front front;
    auto vendor = front.as("vendor");
    const auto& agreement = *front.office.agreement;
    const auto body = to_bytes(agreement.render());
    const auto post = [&](http::Client& client, Bytes bytes) {
        return client.post("/v1/agreements", kJson, std::move(bytes));
    };
    // Not by him, not signed by all, not with this custodian, not an agreement.
    auto stranger = front.stranger();
    check_refused(post(stranger, body), ErrorKind::Refused, "the client has shown no TLS key");
    for (const auto* other : {"room", "outsider", "custodian"}) {
        auto client = front.as(other);
        check_refused(post(client, body), ErrorKind::Refused,
                      "the TLS key shown is not that of its vendor, \"vendor\"");
    }
    const auto unsigned_by_some = front.office.agree("vendor", "custodian", {"room"}, {"vendor", "custodian"});
    check_refused(post(vendor, to_bytes(unsigned_by_some.render())), ErrorKind::Unproven, "is not signed by");
    front.office.add_party("rival", crypto::Role::Custodian);
    check_refused(post(vendor, to_bytes(front.office.agree("vendor", "rival", {"room"}).render())), ErrorKind::Refused,
                  "it is with another custodian");
    check_refused(post(vendor, {}), ErrorKind::Invalid, "");
    check_refused(post(vendor, Bytes(body.begin(), body.end() - 2)), ErrorKind::Invalid, "");
    check_refused(post(vendor, Bytes((16U << 20) + 1)), ErrorKind::Limit, "larger than this address takes");
    CHECK(front.log_size() == 1);
    CHECK_FALSE(front.custody->parties().knows(front.office.tls("vendor")));

    const auto first = json_of(need(post(vendor, body)));
    CHECK(need(AgreementAdmitted::parse(first)).agreement == agreement.link().id());
    const auto size = front.log_size();
    CHECK(json_of(need(post(vendor, body))) == first);
    CHECK(front.log_size() == size);

    // Once it is here any party brings a newer endorsement, so that its vendor cannot keep a room from counting.
    auto outsider = front.as("outsider");
    check_refused(post(outsider, body), ErrorKind::Refused, "the TLS key shown is not that of its vendor");
    auto newer = front.office.keys("room").file();
    const crypto::Endorsement word{.root = front.office.id("root"),
                                   .time = front.office.clock.now(),
                                   .identity = newer.identity().link(),
                                   .role = crypto::Role::Verifier,
                                   .validity = {front.office.clock.now(), need(Time::from_seconds(Time::kMax))}};
    need(newer.add({front.office.keys("root").file().statement(), front.office.sign(word.payload(), "root")}));
    auto renewed = agreement;
    CHECK(need(renewed.renew(newer)) == 1);
    auto room = front.as("room");
    need(post(room, to_bytes(renewed.render())));
    CHECK(front.log_size() == size + 1);
    CHECK(front.is_sound_at_the_end());
}
