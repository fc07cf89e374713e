// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/outgoing_export.hpp"

#include "storage/export/export_file.hpp"

namespace assay::escrow {

namespace {

constexpr std::size_t kConvenientBytes = 1U << 20;

}  // namespace

Result<Bytes> OutgoingExport::next() {
    auto out = std::exchange(front_, {});
    while (out.size() < kConvenientBytes && sent_ < list_.size()) {
        append(out, storage::render_export_piece(TRY(pieces_->get_checked(list_.ids()[sent_++]))));
    }
    return out;
}

}  // namespace assay::escrow
