// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "escrow/action/destination.hpp"
#include "storage/piece/piece_folder.hpp"

namespace assay::escrow {

/// A finished transfer folder, read.
struct ReadTransfer {
    crypto::AgreementFile agreement;
    crypto::SaltedEnvelope statement;
    crypto::DepositId id;
    storage::PieceList pieces;
    std::vector<Bytes> sealed;
    std::unique_ptr<storage::PieceFolder> store;
};
/// Errors: NotFound when it is none or not finished; Invalid, Limit; Untrusted when its pieces are not as they were
/// written.
Result<ReadTransfer> read_transfer(const std::filesystem::path& path);
/// Corrupt as Untrusted: what somebody else handed over does not hold, while nothing of ours is damaged.
Error as_foreign_damage(Error error);

/// A deposit in a folder, sealed and signed, not acknowledged: what `escrow deposit --at DIR` makes and `escrow import`
/// reads. Page: transfer_folder.md.
///
/// - Into a finished one nothing is written: the same deposit again is held against what is there.
class TransferFolder final : public Destination {
public:
    /// Nothing is there yet, or it is continued, or finished: the folder is made when a deposit begins.
    static std::unique_ptr<Destination> at(const std::filesystem::path& path) {
        return std::unique_ptr<Destination>(new TransferFolder(std::filesystem::absolute(path)));
    }

    /// Errors: Busy; Conflict when it is finished under another agreement; those of read_transfer for a finished one.
    Result<std::optional<crypto::ProofSet>> begin(const crypto::AgreementFile& agreement) override;
    /// Errors of its put in a finished folder: Conflict for a piece that is not in it, Corrupt for a damaged one.
    storage::PieceSink& sink() override { return *sink_; }
    /// Errors: Conflict when the folder holds another finished deposit; Corrupt when it holds this one and is damaged.
    Result<std::optional<crypto::Evidence>> finish(const PreparedDeposit& deposit) override;
    Result<std::optional<crypto::Evidence>> receipt(const crypto::DepositId&) override {
        return std::optional<crypto::Evidence>();
    }
    std::string name() const override { return path_.string(); }

private:
    explicit TransferFolder(std::filesystem::path path) : path_(std::move(path)) {}
    Status compare(const PreparedDeposit& deposit) const;
    Status write(const PreparedDeposit& deposit) const;

    std::filesystem::path path_;
    // Once the deposit has begun: the folder and the agreement's file, or what was finished before.
    std::optional<Folder> folder_;
    std::string agreement_;
    std::optional<ReadTransfer> finished_;
    std::unique_ptr<storage::PieceSink> sink_;
};

}  // namespace assay::escrow
