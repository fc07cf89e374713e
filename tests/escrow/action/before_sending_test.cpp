// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/before_sending.hpp"

#include "escrow/action/agreement.hpp"
#include "escrow/action/import_transfer.hpp"
#include "escrow/action/keys.hpp"
#include "escrow/action/policy.hpp"
#include "escrow/action/receipt.hpp"
#include "tests/escrow/action/vendor_desk.hpp"

using namespace assay;
using namespace assay::test;
using Catch::Matchers::ContainsSubstring;
using Outcome = escrow::DepositAnswer::Outcome;

namespace {

namespace fs = std::filesystem;

/// How often a custodian was asked for what.
struct Asked {
    int admit = 0, pieces = 0, keep = 0, hold = 0;
};

/// A custodian that counts what it is asked, and may answer an agreement otherwise.
class Counting final : public escrow::Custodian {
public:
    Counting(std::unique_ptr<escrow::Custodian> inner, Asked& asked) : inner_(std::move(inner)), asked_(asked) {}
    std::function<Result<crypto::ProofSet>(Result<crypto::ProofSet>)> on_admit = [](auto proofs) { return proofs; };

    std::string name() const override { return inner_->name(); }
    Result<crypto::ProofSet> admit(const crypto::AgreementFile& agreement) override {
        ++asked_.admit;
        return on_admit(inner_->admit(agreement));
    }
    Result<std::unique_ptr<storage::PieceSink>> pieces(const crypto::IdentityId& vendor) override {
        auto inner = TRY(inner_->pieces(vendor));
        return std::unique_ptr<storage::PieceSink>(std::make_unique<Sink>(std::move(inner), asked_));
    }
    Status keep_list(const crypto::IdentityId& vendor, const storage::PieceList& list) override {
        ++asked_.keep;
        return inner_->keep_list(vendor, list);
    }
    Status keep_sealed(const crypto::IdentityId& vendor, ByteView object) override {
        ++asked_.keep;
        return inner_->keep_sealed(vendor, object);
    }
    Result<crypto::Evidence> hold(const crypto::IdentityId& vendor, const crypto::SaltedEnvelope& statement) override {
        ++asked_.hold;
        return inner_->hold(vendor, statement);
    }
    Result<crypto::Evidence> receipt(const crypto::DepositId& id) override { return inner_->receipt(id); }
    Result<std::vector<escrow::DepositSummary>> list() override { return inner_->list(); }
    Result<escrow::DepositState> state(const crypto::DepositId& id) override { return inner_->state(id); }
    Result<Bytes> sealed_to(const crypto::IdentityId& party, const crypto::DepositId& id) override {
        return inner_->sealed_to(party, id);
    }
    Result<escrow::DepositStatements> statements(const crypto::IdentityId& party,
                                                 const crypto::DepositId& id) override {
        return inner_->statements(party, id);
    }
    Status export_to(const crypto::IdentityId& room, const crypto::DepositId& id, const Receiver& receive) override {
        return inner_->export_to(room, id, receive);
    }
    Result<escrow::SubmissionAnswer> submit(const storage::Outbox& outbox) override { return inner_->submit(outbox); }

private:
    class Sink final : public storage::PieceSink {
    public:
        Sink(std::unique_ptr<storage::PieceSink> inner, Asked& asked) : inner_(std::move(inner)), asked_(asked) {}
        Status put(storage::SealedPiece piece) override {
            ++asked_.pieces;
            return inner_->put(std::move(piece));
        }
        Status flush() override { return inner_->flush(); }

    private:
        std::unique_ptr<storage::PieceSink> inner_;
        Asked& asked_;
    };

    std::unique_ptr<escrow::Custodian> inner_;
    Asked& asked_;
};

/// A vendor whose custodian counts.
struct Watched : VendorDesk {
    Asked asked;
    std::function<Result<crypto::ProofSet>(Result<crypto::ProofSet>)> on_admit = [](auto proofs) { return proofs; };

    std::unique_ptr<Counting> counting() {
        auto out = std::make_unique<Counting>(custodian(), asked);
        out->on_admit = on_admit;
        return out;
    }
    Result<escrow::DepositAnswer> send(const escrow::DepositRequest& request) {
        asked = {};
        const auto vendor = need(storage::KeyFolder::open(request.key)).identity().id();
        const auto destination = need(escrow::CustodianDestination::make(counting(), vendor));
        return deposit(request, *destination);
    }
    /// It ends so, says so, and nothing was sent; `asks` is how often the custodian was shown the agreement.
    void refused(const escrow::DepositRequest& request, ErrorKind kind, const std::string& words, int asks) {
        const auto answer = send(request);
        REQUIRE_FALSE(answer);
        INFO(answer.error().message());
        CHECK(answer.error().kind() == kind);
        CHECK_THAT(answer.error().message(), ContainsSubstring(words));
        CHECK(asked.admit == asks);
        CHECK(asked.pieces == 0);
        CHECK(asked.keep == 0);
        CHECK(asked.hold == 0);
        CHECK(held() == 0);
    }
    void put_policy(const crypto::Policy& policy) {
        need(write_durably(office.path("policy.toml"), bytes_of(policy.render())));
    }
    void endorse(const std::string& party, std::int64_t days) {
        need(escrow::endorse({.root = office.path("root"), .identity = office.path(party), .valid_days = days},
                             office.clock, office.random));
    }
};

}  // namespace

TEST_CASE("a party that was endorsed several times deposits and gets a receipt that counts", "[escrow][sending]") {
    Watched vendor;
    auto& office = vendor.office;
    for (const auto* party : {"vendor", "room", "custodian", "t1"})
        for (const std::int64_t days : {1000, 30, 1}) {
            ++office.clock.seconds;
            vendor.endorse(party, days);
        }
    vendor.put_agreement(office.agree("vendor", "custodian", {"room"}));
    office.clock.pass_days(2);  // the shortest have run out
    const auto answer = need(vendor.send(vendor.request()));
    CHECK(answer.outcome == Outcome::Held);
    vendor.check_receipt(vendor.request(), answer.id);
}

TEST_CASE("an endorsement that has run out is renewed and the agreement goes on", "[escrow][sending]") {
    Watched vendor;
    auto& office = vendor.office;
    // Endorsed for ten days, though the identities last longer.
    const auto add = [&](const std::string& name, crypto::Role role) {
        need(escrow::new_key({.name = name,
                              .role = role,
                              .classical = crypto::SignatureAlgorithm::Ed25519,
                              .out = office.path(name),
                              .valid_days = 1000},
                             office.clock, office.random));
        vendor.endorse(name, 10);
    };
    add("maker", crypto::Role::Vendor);
    add("lab", crypto::Role::Verifier);
    vendor.put_agreement(office.agree("maker", "custodian", {"lab"}));
    const auto request_of = [&](const std::string& version) {
        auto out = vendor.request(version);
        out.key = office.path("maker");
        return out;
    };
    const auto first = need(vendor.send(request_of("1")));
    office.clock.pass_days(11);
    const auto late = vendor.send(request_of("2"));
    REQUIRE_FALSE(late);
    CHECK(late.error().kind() == ErrorKind::Untrusted);
    CHECK_THAT(late.error().message(), ContainsSubstring("no endorsement of \"maker\""));
    CHECK(vendor.asked.admit == 0);

    // The vendor's own newer endorsement is taken from its key folder, the room's has to be passed on.
    vendor.endorse("maker", 100);
    vendor.endorse("lab", 100);
    const auto half = vendor.send(request_of("2"));
    REQUIRE_FALSE(half);
    CHECK_THAT(half.error().message(), ContainsSubstring("no endorsement of \"lab\""));
    const auto file = office.path("agreement.json");
    CHECK(need(escrow::renew_agreement(file, {office.path("lab")})).endorsements == 1);
    CHECK(need(escrow::renew_agreement(file, {office.path("lab")})).endorsements == 0);
    const auto second = need(vendor.send(request_of("2")));
    CHECK(second.outcome == Outcome::Held);
    CHECK(second.id != first.id);
    vendor.check_receipt(request_of("2"), second.id);
    const auto stranger = escrow::renew_agreement(file, {office.path("outsider")});
    REQUIRE_FALSE(stranger);
    CHECK(stranger.error().kind() == ErrorKind::Refused);

    // The older receipt still counts, with what the agreement has by now.
    const auto custodian = vendor.custodian();
    CHECK(escrow::check_receipt(need(custodian->receipt(first.id)), first.id, office.policy, office.clock.now()));
    CHECK(escrow::check_receipt_of(first.id, *custodian, {office.policy, std::nullopt}, office.clock.now()).holds());
    CHECK_FALSE(escrow::check_receipt_of(first.id, *custodian, {}, office.clock.now()).is_checked);
}

TEST_CASE("a custodian that trusts other roots than the vendor locks no party out", "[escrow][sending]") {
    Watched vendor;
    auto& office = vendor.office;
    need(escrow::new_key({.name = "anchor",
                          .role = crypto::Role::Root,
                          .classical = crypto::SignatureAlgorithm::Ed25519,
                          .out = office.path("anchor"),
                          .valid_days = 1000},
                         office.clock, office.random));
    for (const auto* party : {"vendor", "custodian", "room", "t1", "t2", "t3"})
        need(escrow::endorse({.root = office.path("anchor"), .identity = office.path(party), .valid_days = 500},
                             office.clock, office.random));
    vendor.put_agreement(office.agree("vendor", "custodian", {"room"}));
    auto policy = office.policy;
    SECTION("it trusts one more") { office.policy.roots.insert(office.id("anchor")); }
    SECTION("it trusts another one") { policy.roots = {office.id("anchor")}; }
    vendor.put_policy(policy);
    const auto answer = need(vendor.send(vendor.request()));
    const auto receipt = need(crypto::Evidence::parse(test::read(vendor.request().receipt)));
    CHECK(escrow::check_receipt(receipt, answer.id, policy, office.clock.now()));
    const auto custodian = vendor.custodian();
    const auto agreement = need(escrow::read_agreement(office.path("agreement.json")));
    CHECK(escrow::check_receipt_of(answer.id, *custodian, {policy, agreement}, office.clock.now()).holds());
}

TEST_CASE("what fails without the custodian fails before it is asked", "[escrow][sending]") {
    Watched vendor;
    auto& office = vendor.office;
    auto request = vendor.request();
    SECTION("a party that no root endorses any more") {
        office.add_party("brief", crypto::Role::Verifier, 10);
        vendor.put_agreement(office.agree("vendor", "custodian", {"brief"}));
        office.clock.pass_days(11);
        vendor.refused(request, ErrorKind::Untrusted, "the identity of \"brief\"", 0);
    }
    SECTION("an agreement that is not signed by all") {
        vendor.put_agreement(office.agree("vendor", "custodian", {"room"}, {"vendor", "custodian"}));
        vendor.refused(request, ErrorKind::Unproven, "is not signed by", 0);
    }
    SECTION("another vendor's agreement") {
        vendor.put_agreement(office.agree("outsider", "custodian", {"room"}));
        vendor.refused(request, ErrorKind::Refused, "the agreement's vendor is", 0);
    }
    SECTION("a policy that means another log") {
        const Office others(2);
        auto policy = office.policy;
        policy.tlog = others.policy.tlog;
        vendor.put_policy(policy);
        vendor.refused(request, ErrorKind::Untrusted, "the policy names no key of the log of \"custodian\"", 0);
    }
    SECTION("a policy that cannot be read") {
        vendor.put("policy.toml", "format = ");
        vendor.refused(request, ErrorKind::Invalid, "policy", 0);
    }
    SECTION("a receipt's folder that is not there") {
        request.receipt = office.path("missing") / "receipt";
        vendor.refused(request, ErrorKind::NotFound, "there is no folder", 0);
    }
    SECTION("a receipt that is a folder") {
        request.receipt = office.path("source");
        vendor.refused(request, ErrorKind::Invalid, "is a folder", 0);
    }
    SECTION("an artifact that is not there") {
        request.artifacts.push_back(office.path("router.bin"));
        vendor.refused(request, ErrorKind::NotFound, "router.bin", 0);
    }
}

TEST_CASE("what the custodian can refuse without the pieces shows before one is sent", "[escrow][sending]") {
    Watched vendor;
    auto& office = vendor.office;
    const auto request = vendor.request();
    SECTION("an agreement that it does not take") {
        vendor.on_admit = [](const auto&) -> Result<crypto::ProofSet> { return fail(ErrorKind::Refused, "no more"); };
        vendor.refused(request, ErrorKind::Refused, "no more", 1);
    }
    SECTION("an agreement that it cannot prove to be logged") {
        vendor.on_admit = [](const auto&) -> Result<crypto::ProofSet> { return crypto::ProofSet(); };
        vendor.refused(request, ErrorKind::Unproven, "nothing proves that it is in a log", 1);
    }
    SECTION("a log that other witnesses cosign than the vendor's") {
        office.add_party("stranger", crypto::Role::Witness);
        auto policy = office.policy;
        policy.tlog = need(escrow::new_policy({.roots = {office.path("root")},
                                               .custodians = {office.path("custodian")},
                                               .witnesses = {office.path("stranger")},
                                               .witness_urls = {},
                                               .quorum = 1,
                                               .rooms = {},
                                               .environments = {},
                                               .opaque = {},
                                               .packages = {}},
                                              office.clock.now()))
                          .tlog;
        vendor.put_policy(policy);
        vendor.refused(request, ErrorKind::PolicyUnmet, "the custodian's proof that the agreement is logged", 1);
    }
    SECTION("parties that no longer count for the custodian, though the agreement is there") {
        const auto custodian = vendor.counting();
        need(custodian->admit(*office.agreement));
        office.clock.pass_days(1001);
        const auto answer = custodian->admit(*office.agreement);
        REQUIRE_FALSE(answer);
        CHECK(answer.error().kind() == ErrorKind::Refused);
        CHECK_THAT(answer.error().message(), ContainsSubstring("taking in an agreement"));
    }
}

TEST_CASE("a transfer folder is checked before its pieces are handed over", "[escrow][sending]") {
    Watched vendor;
    auto& office = vendor.office;
    const auto deposited = need(vendor.transfer());
    auto policy = office.policy;
    const auto import = [&] {
        vendor.asked = {};
        const auto custodian = vendor.counting();
        const escrow::ImportRequest request{
            .folder = office.path("transfer"), .policy = policy, .now = office.clock.now()};
        return escrow::import_transfer(request, *custodian, vendor.progress, vendor.interrupt);
    };
    const auto refused = [&](ErrorKind kind, const std::string& words) {
        const auto answer = import();
        REQUIRE_FALSE(answer);
        INFO(answer.error().message());
        CHECK(answer.error().kind() == kind);
        CHECK_THAT(answer.error().message(), ContainsSubstring(words));
        CHECK(vendor.asked.admit == 0);
        CHECK(vendor.asked.pieces == 0);
    };
    const auto list = test::read(office.path("transfer/pieces.list"));
    SECTION("as it was made it is taken") {
        CHECK(need(import()).id == deposited.id);
        CHECK(vendor.asked.admit == 1);
        CHECK(vendor.asked.hold == 1);
    }
    SECTION("with another list") {
        vendor.put("transfer/pieces.list", list.substr(0, list.size() - 32));
        refused(ErrorKind::Untrusted, "another piece list");
    }
    SECTION("without a sealed object") {
        fs::remove(office.path("transfer/sealed/004"));
        refused(ErrorKind::Unproven, "is not in the folder");
    }
    SECTION("under a policy that trusts none of its parties") {
        const Office others(2);
        policy.roots = others.policy.roots;
        refused(ErrorKind::Untrusted, "no root of the policy endorses");
    }
}
