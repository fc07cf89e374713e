// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/own_deposit.hpp"

namespace assay::escrow {

Result<OwnDeposits> OwnDeposits::open(const storage::KeyFolder& party, Custodian& custodian) {
    return OwnDeposits(TRY(party.seal_identity()), party.identity().id(), custodian);
}

Result<crypto::RoomFile> OwnDeposits::read(const crypto::DepositId& id, const crypto::Evidence* receipt) const {
    const auto sealed = TRY(custodian_->sealed_to(self_, id));
    const auto doing = "opening what " + crypto::render_deposit_id(id).substr(0, 16) + " has sealed to you";
    const auto plain = TRY_WITHIN(doing, age_open(seal_, sealed));
    auto file = TRY_WITHIN(doing, crypto::RoomFile::parse(plain.view()));
    if (receipt == nullptr) return file;
    const auto* statement = receipt->find(crypto::StatementId(id.array()));
    if (statement == nullptr) return fail(ErrorKind::Unproven, doing + ": the receipt does not hold its statement");
    const auto book = TRY_WITHIN(doing, parties_of(*receipt));
    const auto deposit =
        TRY_WITHIN(doing, crypto::Deposit::parse(TRY_WITHIN(doing, crypto::Statement::open(*statement, book))));
    TRY_WITHIN(doing, file.check(deposit));
    return file;
}

Result<ProductName> product_of(const crypto::RoomFile& file) {
    const auto product = TRY(file.closed.value("product"));
    return ProductName{std::string(product.text_at("name")), std::string(product.text_at("version"))};
}

Result<crypto::IdentityBook> parties_of(const crypto::Evidence& receipt) {
    crypto::IdentityBook book;
    for (const auto& [id, object] : receipt.objects())
        if (TRY(object.kind()) == crypto::StatementKind::Identity) book.add(TRY(crypto::Identity::open(object)));
    return book;
}

}  // namespace assay::escrow
