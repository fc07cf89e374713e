// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/opened_statements.hpp"

#include "escrow/client/local_custodian.hpp"
#include "tests/escrow/office.hpp"

using namespace assay;
using namespace assay::escrow;
using test::Desk;
using test::need;
using test::Office;

namespace {

/// A custodian that tells the statements about a deposit otherwise than it has them.
class LyingCustodian final : public Custodian {
public:
    LyingCustodian(Custodian& honest, std::function<void(DepositStatements&)> lie)
        : honest_(honest), lie_(std::move(lie)) {}

    std::string name() const override { return honest_.name(); }
    Result<crypto::ProofSet> admit(const crypto::AgreementFile& agreement) override { return honest_.admit(agreement); }
    Result<std::unique_ptr<storage::PieceSink>> pieces(const crypto::IdentityId& vendor) override {
        return honest_.pieces(vendor);
    }
    Status keep_list(const crypto::IdentityId& vendor, const storage::PieceList& list) override {
        return honest_.keep_list(vendor, list);
    }
    Status keep_sealed(const crypto::IdentityId& vendor, ByteView object) override {
        return honest_.keep_sealed(vendor, object);
    }
    Result<crypto::Evidence> hold(const crypto::IdentityId& vendor, const crypto::SaltedEnvelope& statement) override {
        return honest_.hold(vendor, statement);
    }
    Result<crypto::Evidence> receipt(const crypto::DepositId& id) override { return honest_.receipt(id); }
    Result<std::vector<DepositSummary>> list() override { return honest_.list(); }
    Result<DepositState> state(const crypto::DepositId& id) override { return honest_.state(id); }
    Result<Bytes> sealed_to(const crypto::IdentityId& party, const crypto::DepositId& id) override {
        return honest_.sealed_to(party, id);
    }
    Result<DepositStatements> statements(const crypto::IdentityId& party, const crypto::DepositId& id) override {
        auto told = TRY(honest_.statements(party, id));
        lie_(told);
        return told;
    }
    Status export_to(const crypto::IdentityId& room, const crypto::DepositId& id, const Receiver& receive) override {
        return honest_.export_to(room, id, receive);
    }
    Result<SubmissionAnswer> submit(const storage::Outbox& outbox) override { return honest_.submit(outbox); }

private:
    Custodian& honest_;
    std::function<void(DepositStatements&)> lie_;
};

/// An office with a deposit that its room has judged; the room's closed parts are bytes that do not open.
struct Judged {
    Office office;
    Desk desk{office};
    test::MadeDeposit deposit = desk.hold("one");
    crypto::StatementLink exported = test::export_once(desk.custody(), office.id("room"), deposit.id);
    NoInterrupt interrupt;

    Judged() {
        const auto work = test::work_of_room(office, deposit, exported);
        need(desk.custody().submit(test::outbox_of(office, {work.acceptance, work.rebuild, work.verdict})));
    }
    OpenedStatements open(std::function<void(DepositStatements&)> lie) {
        desk.close();
        const auto honest = need(LocalCustodian::open(desk.options(), office.clock, office.random, interrupt));
        LyingCustodian custodian(*honest, std::move(lie));
        return need(open_statements(deposit.id, office.keys("vendor"), custodian));
    }
};

std::size_t count_of_faults(const OpenedStatements& opened, std::string_view words) {
    return static_cast<std::size_t>(
        std::ranges::count_if(opened.faults, [&](const Error& fault) { return fault.message().contains(words); }));
}

}  // namespace

TEST_CASE("what the rooms of a deposit's agreement said is told once each", "[escrow][action]") {
    Judged judged;
    const auto opened = judged.open([](DepositStatements& told) {
        for (std::size_t i = 0, count = told.statements.size(); i < count; ++i)
            told.statements.push_back(told.statements[i]);
    });
    CHECK(opened.about.size() == 3);
    CHECK(opened.faults.size() == 3);
    CHECK(count_of_faults(opened, "the closed part of the ") == 3);
    CHECK(opened.closed(crypto::StatementId(judged.deposit.id.array())) != nullptr);
    CHECK(opened.closed(opened.about.front().id()) == nullptr);
}

TEST_CASE("a closed part that a custodian holds back or exchanges is missed", "[escrow][action]") {
    Judged judged;
    const auto withheld = judged.open([](DepositStatements& told) {
        for (auto& each : told.statements) each.closed.clear();
    });
    CHECK(count_of_faults(withheld, "did not come with it") == 3);
    Judged other;
    const auto exchanged = other.open([&](DepositStatements& told) {
        for (auto& each : told.statements)
            for (auto& part : each.closed) part.file = test::seal_to(other.office, "vendor");
    });
    CHECK(count_of_faults(exchanged, "is not the one its signer sealed") == 3);
}

TEST_CASE("a statement by who is no room of the agreement is named, and not told", "[escrow][action]") {
    Judged judged;
    const auto opened = judged.open([&](DepositStatements& told) {
        told.statements.push_back(
            {test::work_of_room(judged.office, judged.deposit, judged.exported, "t1").verdict, {}});
    });
    CHECK(opened.about.size() == 3);
    CHECK(count_of_faults(opened, "room of the agreement") == 1);
}
