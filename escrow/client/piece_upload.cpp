// SPDX-License-Identifier: Apache-2.0
#include "escrow/client/piece_upload.hpp"

#include "escrow/client/patient_call.hpp"
#include "escrow/wire/acknowledgement.hpp"
#include "escrow/wire/piece_batch.hpp"
#include "escrow/wire/piece_ids.hpp"

#include <algorithm>

namespace assay::escrow {

namespace {

/// Large enough to make round trips rare, small enough that a batch and the largest piece stay below what one request
/// may have.
constexpr std::size_t kBatchBytes = 8U << 20;
constexpr std::size_t kBatchPieces = 16'384;

constexpr const char* kOctets = "application/octet-stream";
const std::string kSending = "sending pieces";
const std::string kAsking = "asking for missing pieces";

}  // namespace

Status PieceUpload::put(storage::SealedPiece piece) {
    bytes_ += piece.bytes().size();
    batch_.push_back(std::move(piece));
    if (bytes_ < kBatchBytes && batch_.size() < kBatchPieces) return {};
    return flush();
}

Status PieceUpload::flush() {
    if (batch_.empty()) return {};
    TRY(interrupt_.check(kSending));
    const auto pieces = TRY(missing());
    if (!pieces.empty()) TRY(send(pieces));
    batch_.clear();
    bytes_ = 0;
    return {};
}

Result<std::vector<const storage::SealedPiece*>> PieceUpload::missing() const {
    std::vector<storage::PieceId> asked;
    for (const auto& piece : batch_) asked.push_back(piece.id());
    const http::Call call{.method = http::Method::Post,
                          .target = "/v1/pieces/missing",
                          .content_type = kOctets,
                          .body = encode_piece_ids(asked),
                          .headers = {},
                          .sink = {},
                          .watch = {}};
    const auto response = TRY(send_patiently(client_, call, interrupt_));
    const auto named = TRY_WITHIN(kAsking, decode_piece_ids(response.bytes()));
    std::vector<const storage::SealedPiece*> out;
    auto next = batch_.begin();
    for (const auto& id : named) {
        next = std::find_if(next, batch_.end(), [&](const auto& piece) { return piece.id() == id; });
        if (next == batch_.end())
            return fail(ErrorKind::Invalid, kAsking + ": the custodian names " + storage::short_name(id) +
                                                ", which was not asked for there");
        out.push_back(&*next++);
    }
    return out;
}

Status PieceUpload::send(const std::vector<const storage::SealedPiece*>& pieces) {
    Bytes body;
    for (const auto* piece : pieces) append_piece(body, piece->bytes());
    const http::Call call{.method = http::Method::Post,
                          .target = "/v1/pieces",
                          .content_type = kOctets,
                          .body = std::move(body),
                          .headers = {},
                          .sink = {},
                          .watch = [this](const http::Transfer&) { return interrupt_.check(kSending); }};
    const auto response = TRY(send_patiently(client_, call, interrupt_));
    const auto answer = TRY_WITHIN(kSending, Json::parse(text_of(response.bytes()), {.bytes = 1024, .depth = 2}));
    const auto stored = TRY_WITHIN(kSending, PiecesStored::parse(answer));
    if (stored.count != pieces.size())
        return fail(ErrorKind::Invalid, kSending + ": the custodian says it has " + std::to_string(stored.count) +
                                            " of " + std::to_string(pieces.size()));
    return {};
}

}  // namespace assay::escrow
