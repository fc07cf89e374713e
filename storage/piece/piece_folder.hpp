// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"
#include "storage/piece/piece_store.hpp"

#include <memory>

namespace assay::storage {

/// Pieces in a folder that travels. Page: piece_folder.md.
///
/// - Open for writing it is locked: one process at a time.
/// - One thread at a time.
class PieceFolder final : public PieceStore {
public:
    /// Opens a folder for putting and getting, made a piece folder where it is none. What an earlier writer had not
    /// flushed is gone. Errors: Busy; Corrupt, Unsupported, Limit for the index; io_error's.
    static Result<std::unique_ptr<PieceFolder>> open(const Folder& folder);
    /// Opens it for getting; puts are Refused. Errors: NotFound when it is none, and as above but Busy.
    static Result<std::unique_ptr<PieceFolder>> open_to_read(const Folder& folder);
    ~PieceFolder() override;

    /// Errors of both: Full, with nothing left of what was not flushed; io_error's; the first one again, once it
    /// failed.
    Status put(SealedPiece piece) override;
    Status flush() override;

    Result<Bytes> get(const PieceId& id) override;
    Result<std::vector<PieceId>> missing(std::span<const PieceId> ids) override;
    Result<StoreStats> stats() override;
    Status each(const Visitor& visit) override;

private:
    struct State;
    explicit PieceFolder(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace assay::storage
