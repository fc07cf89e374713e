// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/submit.hpp"

#include "escrow/action/policy.hpp"
#include "tests/escrow/office.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace assay;
using namespace assay::test;

namespace {

/// Takes an outbox, and answers with whatever proofs it was given.
class Liar final : public escrow::Custodian {
public:
    explicit Liar(crypto::ProofSet proofs) : proofs_(std::move(proofs)) {}
    std::string name() const override { return "liar"; }
    Status admit(const crypto::AgreementFile&) override { return never(); }
    Result<std::unique_ptr<storage::PieceSink>> pieces(const crypto::IdentityId&) override { return never(); }
    Status keep_list(const crypto::IdentityId&, const storage::PieceList&) override { return never(); }
    Status keep_sealed(const crypto::IdentityId&, ByteView) override { return never(); }
    Result<crypto::Evidence> hold(const crypto::IdentityId&, const crypto::SaltedEnvelope&) override { return never(); }
    Result<crypto::Evidence> receipt(const crypto::DepositId&) override { return never(); }
    Result<std::vector<escrow::DepositSummary>> list() override { return never(); }
    Result<escrow::DepositState> state(const crypto::DepositId&) override { return never(); }
    Status export_to(const crypto::IdentityId&, const crypto::DepositId&, const Receiver&) override { return never(); }
    Result<crypto::ProofSet> submit(const storage::Outbox&) override { return proofs_; }

private:
    static std::unexpected<Error> never() { return fail(ErrorKind::Internal, "not asked for"); }
    crypto::ProofSet proofs_;
};

}  // namespace

TEST_CASE("a custodian is not believed that it has logged something", "[escrow][submit]") {
    Office office;
    Desk desk(office);
    const auto deposit = desk.hold("one");
    const auto work = work_of_room(office, deposit, export_once(desk.custody(), office.id("room"), deposit.id));
    const auto outbox = outbox_of({work.acceptance});
    const auto genuine = need(desk.custody().submit(outbox));
    const auto alone = need(escrow::policy_of_log(office.keys("custodian").identity()));
    const auto kind_of = [&](crypto::ProofSet proofs, const crypto::Policy& policy) {
        Liar liar(std::move(proofs));
        const auto done = escrow::submit(outbox, liar, policy);
        return done ? std::optional<ErrorKind>() : std::optional(done.error().kind());
    };
    CHECK(kind_of(genuine, office.policy) == std::nullopt);
    CHECK(kind_of(genuine, alone) == std::nullopt);
    CHECK(kind_of({}, alone) == ErrorKind::Unproven);

    const auto& proof = genuine.proofs().front();
    crypto::ProofSet elsewhere;
    elsewhere.prove(proof.statement, proof.index - 1, proof.path, genuine.checkpoint_of(proof));
    CHECK(kind_of(elsewhere, alone) == ErrorKind::Untrusted);
    const Office others(2);
    CHECK(kind_of(genuine, need(escrow::policy_of_log(others.keys("custodian").identity()))) == ErrorKind::Untrusted);
}
