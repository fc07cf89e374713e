// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/import_transfer.hpp"

namespace assay::escrow {

namespace {

Status carry_pieces(ReadTransfer& transfer, storage::PieceSink& sink, Progress& progress, const Interrupt& interrupt) {
    ProgressStage stage(progress, "taking pieces in", Progress::Unit::Items, transfer.pieces.size());
    for (const auto& id : transfer.pieces.ids()) {
        TRY(interrupt.check("taking pieces in"));
        auto piece = transfer.store->get_checked(id);
        if (!piece) return fail(as_foreign_damage(std::move(piece).error()));
        TRY(sink.put(storage::SealedPiece(std::move(*piece))));
        stage.advance(1);
    }
    TRY(sink.flush());
    stage.done();
    return {};
}

}  // namespace

Result<ImportAnswer> import_transfer(const std::filesystem::path& path, Custodian& custodian, Progress& progress,
                                     const Interrupt& interrupt) {
    auto transfer = TRY(read_transfer(path));
    const auto& vendor = transfer.agreement.terms().vendor;
    TRY(custodian.admit(transfer.agreement));
    const auto sink = TRY(custodian.pieces(vendor));
    TRY_WITHIN("transfer folder", carry_pieces(transfer, *sink, progress, interrupt));
    TRY(custodian.keep_list(vendor, transfer.pieces));
    for (const auto& object : transfer.sealed) TRY(custodian.keep_sealed(vendor, object));
    auto receipt = TRY(custodian.hold(vendor, transfer.statement));
    return ImportAnswer{.id = transfer.id,
                        .vendor = vendor,
                        .vendor_name = transfer.agreement.book().find(vendor)->describe(),
                        .pieces = transfer.pieces.size(),
                        .receipt = std::move(receipt)};
}

}  // namespace assay::escrow
