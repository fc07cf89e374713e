// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/export/export_file.hpp"
#include "storage/piece/piece_channel.hpp"

#include <unordered_map>

namespace assay::storage {

/// The pieces of an export file, where they lie in it.
class ExportPieces final : public PieceSource {
public:
    /// Walks the file once to find them. Errors: as ExportReader; whether a piece is intact is seen when it is opened.
    static Result<ExportPieces> open(Descriptor file);

    Result<Bytes> get(const PieceId& id) override;

    const ExportHead& head() const { return head_; }
    const std::vector<Bytes>& sealed() const { return sealed_; }
    const PieceList& list() const { return list_; }
    /// Where the last piece ends by what the file says: its length, if it is whole and nothing follows.
    std::uint64_t end() const { return end_; }
    /// Of all pieces together.
    std::uint64_t bytes() const { return bytes_; }

private:
    ExportPieces(Descriptor file, ExportHead head, std::vector<Bytes> sealed, PieceList list)
        : file_(std::move(file)), head_(std::move(head)), sealed_(std::move(sealed)), list_(std::move(list)) {}

    struct Place {
        std::uint64_t offset;
        std::uint32_t size;
    };
    Descriptor file_;
    std::uint64_t end_ = 0, bytes_ = 0;
    ExportHead head_;
    std::vector<Bytes> sealed_;
    PieceList list_;
    std::unordered_map<PieceId, Place> places_;
};

}  // namespace assay::storage
