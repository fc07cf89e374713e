// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/descriptor.hpp"
#include "crypto/evidence/evidence.hpp"
#include "storage/piece/piece_list.hpp"

#include <functional>

namespace assay::storage {

/// A sealed object as the head of an export names it.
struct ExportedObject {
    crypto::Sha256 sha256;
    std::uint64_t size;
};

/// The head of an export file. Page: export.md.
struct ExportHead {
    static constexpr std::size_t kBytesMax = 32U << 20;
    static constexpr std::size_t kObjectsMax = 512;
    static constexpr std::size_t kObjectBytesMax = 4U << 20;

    crypto::Evidence held;
    crypto::SaltedEnvelope exported;
    crypto::ProofSet proofs;  ///< of the export statement
    std::vector<ExportedObject> sealed;
    std::uint64_t list_bytes;

    std::string render() const;
    /// Errors: Invalid, Limit, Unsupported.
    static Result<ExportHead> parse(std::string_view text);
};

/// The bytes before the pieces. `sealed` are the objects in the head's order.
Bytes render_export_front(const ExportHead& head, const std::vector<Bytes>& sealed, const PieceList& list);
/// One piece as it is in the file.
Bytes render_export_piece(ByteView ciphertext);

/// Reads an export file front to back. Every length is checked before it is believed.
class ExportReader {
public:
    /// Reads the head. Errors: Invalid, Limit; Unsupported for another version.
    static Result<ExportReader> open(const Descriptor& file);

    const ExportHead& head() const { return head_; }
    /// The sealed objects, each of the digest the head names; then the list; then the pieces, each of the id the list
    /// names, handed over in order; then the end. To be called once each, in this order. Errors: Invalid, Untrusted.
    Result<std::vector<Bytes>> read_sealed();
    Result<PieceList> read_list();
    Status read_pieces(const PieceList& list, const std::function<Status(SealedPiece)>& keep);

    /// The offset of the next byte.
    std::uint64_t offset() const { return offset_; }

private:
    ExportReader(const Descriptor& file, ExportHead head, std::uint64_t offset)
        : file_(&file), head_(std::move(head)), offset_(offset) {}
    Result<Bytes> take(std::size_t size, std::string_view what);
    const Descriptor* file_;
    ExportHead head_;
    std::uint64_t offset_;
};

}  // namespace assay::storage
