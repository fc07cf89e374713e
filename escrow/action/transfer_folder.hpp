// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "escrow/action/destination.hpp"
#include "storage/store/piece_folder.hpp"

namespace assay::escrow {

/// A deposit in a folder, sealed and signed, not acknowledged: what `escrow deposit --at DIR` makes and `escrow import`
/// reads. Page: transfer_folder.md.
class TransferFolder final : public Destination {
public:
    /// Makes the folder, or continues one. Errors: Conflict when it holds another finished deposit; Busy.
    static Result<std::unique_ptr<TransferFolder>> open(const std::filesystem::path& path);

    Status begin(const crypto::AgreementFile& agreement) override;
    storage::PieceSink& sink() override { return *pieces_; }
    Result<std::optional<crypto::Evidence>> finish(const PreparedDeposit& deposit) override;
    Result<std::optional<crypto::Evidence>> receipt(const crypto::DepositId&) override { return std::optional<crypto::Evidence>(); }
    std::string name() const override { return name_; }

private:
    TransferFolder(std::string name, Folder folder, std::unique_ptr<storage::PieceFolder> pieces) : name_(std::move(name)), folder_(std::move(folder)), pieces_(std::move(pieces)) {}
    std::string name_;
    Folder folder_;
    std::unique_ptr<storage::PieceFolder> pieces_;
};

/// A finished transfer folder, read.
struct ReadTransfer {
    crypto::AgreementFile agreement;
    crypto::SaltedEnvelope statement;
    storage::PieceList pieces;
    std::vector<Bytes> sealed;
    std::unique_ptr<storage::PieceFolder> store;
};
/// Errors: NotFound when it is none or not finished; Invalid, Limit, Corrupt.
Result<ReadTransfer> read_transfer(const std::filesystem::path& path);

}  // namespace assay::escrow
