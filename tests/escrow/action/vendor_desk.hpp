// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/durable.hpp"
#include "base/files/read.hpp"
#include "escrow/action/custodian_destination.hpp"
#include "escrow/action/deposit.hpp"
#include "escrow/action/transfer_folder.hpp"
#include "escrow/client/local_custodian.hpp"
#include "tests/escrow/office.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <functional>

namespace assay::test {

/// The office's vendor with something to deposit, and a custodian on its own data.
class VendorDesk {
public:
    VendorDesk() : desk(office) {
        desk.close();
        put("source/main.c", "int main(void) { return 0; }\n");
        put("source/doc/manual.txt", "None is needed.\n");
        need(write_durably(office.path("policy.toml"), bytes_of(office.policy.render())));
        put_agreement(*office.agreement);
    }

    void put(const std::string& path, std::string_view content) {
        const auto at = office.path(path);
        std::filesystem::create_directories(at.parent_path());
        need(write_durably(at, bytes_of(content)));
    }
    void put_agreement(const crypto::AgreementFile& agreement) {
        need(write_durably(office.path("agreement.json"), bytes_of(agreement.render())));
    }

    /// Of the source as it is, under a version of its own; its receipt is VERSION.receipt.
    escrow::DepositRequest request(const std::string& version = "1") const {
        escrow::DepositRequest out;
        out.source = office.path("source").string();
        out.agreement = office.path("agreement.json");
        out.policy = office.path("policy.toml");
        out.key = office.path("vendor");
        out.receipt = office.path(version + ".receipt");
        out.product = "router";
        out.version = version;
        return out;
    }
    std::unique_ptr<escrow::Custodian> custodian() {
        return need(escrow::LocalCustodian::open(desk.options(), office.clock, office.random, interrupt));
    }
    std::unique_ptr<escrow::Destination> at_custodian() {
        return need(escrow::CustodianDestination::make(custodian(), office.id("vendor")));
    }
    std::unique_ptr<escrow::Destination> at_folder(const std::string& name = "transfer") const {
        return escrow::TransferFolder::at(office.path(name));
    }
    Result<escrow::DepositAnswer> deposit(const escrow::DepositRequest& request, escrow::Destination& destination) {
        return escrow::deposit(request, destination, office.clock, office.random, progress, interrupt);
    }
    Result<escrow::DepositAnswer> deposit(const escrow::DepositRequest& request) {
        return deposit(request, *at_custodian());
    }
    Result<escrow::DepositAnswer> transfer(const std::string& name = "transfer") {
        return deposit(request(), *at_folder(name));
    }

    std::size_t held() { return need(custodian()->list()).size(); }
    /// The deposit that a receipt proves; fails the test when it proves none.
    void check_receipt(const escrow::DepositRequest& request, const crypto::DepositId& id) const {
        const auto text = need(read_file(request.receipt, crypto::Evidence::kBytesMax));
        const auto receipt = need(crypto::Evidence::parse(text_of(text)));
        CHECK(receipt.kind() == crypto::ClaimKind::Held);
        CHECK(receipt.find(crypto::StatementId(id.array())) != nullptr);
    }

    Office office;
    Desk desk;
    NoProgress progress;
    NoInterrupt interrupt;
};

/// A destination that something happens to: it fails at one call, or a function is called at each.
class WatchedDestination final : public escrow::Destination, public storage::PieceSink {
public:
    explicit WatchedDestination(std::unique_ptr<escrow::Destination> inner) : inner_(std::move(inner)) {}

    enum class Cut { Before, After };
    /// The call of that number, from 0, is not made, or is made and not answered.
    void cut(std::size_t call, Cut cut) {
        cut_at_ = call;
        cut_ = cut;
    }
    bool was_cut() const { return calls_ > cut_at_; }
    /// Called before the deposit begins, when everything has been read.
    std::function<void()> on_begin = [] {};
    /// What went into the sink, in order: the root is the last.
    std::vector<Bytes> pieces;

    Result<std::optional<crypto::ProofSet>> begin(const crypto::AgreementFile& agreement) override {
        on_begin();
        return call([&] { return inner_->begin(agreement); });
    }
    storage::PieceSink& sink() override { return *this; }
    Status put(storage::SealedPiece piece) override {
        pieces.push_back(piece.bytes());
        return call([&] { return inner_->sink().put(std::move(piece)); });
    }
    Status flush() override {
        return call([&] { return inner_->sink().flush(); });
    }
    Result<std::optional<crypto::Evidence>> finish(const escrow::PreparedDeposit& deposit) override {
        return call([&] { return inner_->finish(deposit); });
    }
    Result<std::optional<crypto::Evidence>> receipt(const crypto::DepositId& id) override {
        return call([&] { return inner_->receipt(id); });
    }
    std::string name() const override { return inner_->name(); }

private:
    template <typename Call>
    auto call(const Call& made) -> decltype(made()) {
        const bool is_cut = calls_++ == cut_at_;
        if (is_cut && cut_ == Cut::Before) return fail(ErrorKind::Interrupted, "cut");
        auto answer = made();
        if (is_cut && answer) return fail(ErrorKind::Interrupted, "cut");
        return answer;
    }

    std::unique_ptr<escrow::Destination> inner_;
    std::size_t calls_ = 0, cut_at_ = SIZE_MAX;
    Cut cut_ = Cut::Before;
};

}  // namespace assay::test
