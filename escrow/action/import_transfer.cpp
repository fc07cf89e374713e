// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/import_transfer.hpp"

#include "crypto/record/deposit.hpp"
#include "escrow/action/before_sending.hpp"
#include "escrow/action/receipt.hpp"
#include "escrow/custody/recipients.hpp"

#include <algorithm>

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

/// Whether what the vendor signed is what lies beside it.
Status check_statement(const ReadTransfer& transfer) {
    const auto& agreement = transfer.agreement;
    const auto statement = TRY(crypto::Statement::open(transfer.statement, agreement.book()));
    const auto deposit = TRY(crypto::Deposit::parse(statement));
    if (deposit.agreement != agreement.link())
        return fail(ErrorKind::Untrusted, "it is under another agreement than the one in the folder");
    TRY(check_recipients(deposit, agreement.terms()));
    if (deposit.pieces != transfer.pieces.digest())
        return fail(ErrorKind::Untrusted, "it names another piece list than the one in the folder");
    const auto is_there = [&](const crypto::SealedObject& object) {
        return std::ranges::any_of(transfer.sealed, [&](const Bytes& bytes) {
            return bytes.size() == object.size && crypto::DigestSet::of(bytes) == object.digest;
        });
    };
    for (const auto& object : deposit.sealed)
        if (!is_there(object))
            return fail(ErrorKind::Unproven, "the " + std::string(crypto::name_of(object.purpose)) + " sealed to " +
                                                 crypto::short_id(object.to) + " is not in the folder");
    return {};
}

}  // namespace

Result<ImportAnswer> import_transfer(const ImportRequest& request, Custodian& custodian, Progress& progress,
                                     const Interrupt& interrupt) {
    auto transfer = TRY(read_transfer(request.folder));
    const auto& vendor = transfer.agreement.terms().vendor;
    TRY_WITHIN("the deposit statement", check_statement(transfer));
    TRY(check_parties(transfer.agreement, request.policy, request.now));
    const auto proofs = TRY(custodian.admit(transfer.agreement));
    TRY(check_admitted(transfer.agreement, proofs, request.policy));
    const auto sink = TRY(custodian.pieces(vendor));
    TRY_WITHIN("transfer folder", carry_pieces(transfer, *sink, progress, interrupt));
    TRY(custodian.keep_list(vendor, transfer.pieces));
    for (const auto& object : transfer.sealed) TRY(custodian.keep_sealed(vendor, object));
    auto receipt =
        TRY(receipt_for(TRY(custodian.hold(vendor, transfer.statement)), request.policy, transfer.agreement));
    return ImportAnswer{.id = transfer.id,
                        .vendor = vendor,
                        .vendor_name = transfer.agreement.book().find(vendor)->describe(),
                        .pieces = transfer.pieces.size(),
                        .receipt = std::move(receipt)};
}

}  // namespace assay::escrow
