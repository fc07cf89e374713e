// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "escrow/action/destination.hpp"
#include "storage/store/piece_folder.hpp"

namespace assay::escrow {

/// A deposit in a folder, sealed and signed, not acknowledged: what `escrow deposit --at DIR` makes and `escrow import`
/// reads. Page: transfer_folder.md.
class TransferFolder final : public Destination {
public:
    /// Nothing is there yet, or it is continued: the folder is made when a deposit begins.
    static std::unique_ptr<Destination> at(const std::filesystem::path& path) { return std::unique_ptr<Destination>(new TransferFolder(std::filesystem::absolute(path))); }

    /// Errors: Busy.
    Status begin(const crypto::AgreementFile& agreement) override;
    storage::PieceSink& sink() override { return *pieces_; }
    /// Errors: Conflict when the folder holds another finished deposit.
    Result<std::optional<crypto::Evidence>> finish(const PreparedDeposit& deposit) override;
    Result<std::optional<crypto::Evidence>> receipt(const crypto::DepositId&) override { return std::optional<crypto::Evidence>(); }
    std::string name() const override { return path_.string(); }

private:
    explicit TransferFolder(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
    // There once the deposit has begun.
    std::optional<Folder> folder_;
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
