// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/prepare_deposit.hpp"

#include "crypto/age/age.hpp"
#include "storage/piece/rounding.hpp"

namespace assay::escrow {

namespace {

using crypto::IdentityId;
using crypto::SealedObject;

Result<SealedBytes> seal_to(const crypto::AgreementFile& agreement, const IdentityId& to, SealedObject::Purpose purpose,
                            ByteView plain, Random& random) {
    const auto& identity = agreement.find(to)->identity();
    const auto recipient = TRY_WITHIN(identity.describe(), crypto::AgeRecipient::parse(TRY(identity.seal_recipient())));
    auto bytes = TRY(crypto::age_seal(recipient, plain, random));
    const SealedObject object{purpose, to, crypto::DigestSet::of(bytes), bytes.size()};
    return SealedBytes{object, std::move(bytes)};
}

}  // namespace

DepositSecrets DepositSecrets::draw(Random& random) {
    auto key = crypto::DepositKey::generate(random);
    const auto nonce = random.fixed<crypto::DepositNonce>();
    const auto salt = crypto::draw_salt(random);
    return {std::move(key), nonce, salt};
}

Result<PreparedDeposit> prepare_deposit(PrepareRequest request, const DepositSecrets& secrets, Random& random) {
    const auto& agreement = request.agreement;
    const auto& terms = agreement.terms();
    std::vector<SealedBytes> sealed;
    const auto commitments = request.closed.commitments();
    {
        auto key = TRY(crypto::DepositKey::from(secrets.key.secret().clone()));
        const crypto::RoomFile file{secrets.nonce, std::move(key), std::move(request.closed)};
        const auto plain = file.render();
        for (const auto& room : terms.rooms)
            sealed.push_back(TRY(seal_to(agreement, room, SealedObject::Purpose::RoomFile, plain.view(), random)));
        sealed.push_back(
            TRY(seal_to(agreement, terms.vendor, SealedObject::Purpose::VendorFile, plain.view(), random)));
    }
    std::vector<crypto::ShareRecord> shares;
    auto parts = TRY(secrets.key.shares(secrets.nonce, terms.threshold));
    for (std::size_t i = 0; i < parts.size(); ++i) {
        shares.push_back({parts[i].number, terms.trustees[i], parts[i].digest()});
        const crypto::ShareFile file{secrets.nonce, std::move(parts[i])};
        const auto plain = file.render();
        sealed.push_back(
            TRY(seal_to(agreement, terms.trustees[i], SealedObject::Purpose::Share, plain.view(), random)));
    }
    crypto::Deposit deposit{.vendor = terms.vendor,
                            .time = request.time,
                            .agreement = agreement.link(),
                            .deposit_class = request.deposit_class,
                            .index_root = request.tree.root_digest,
                            .nonce = secrets.nonce,
                            .key_commitment = secrets.key.commit(secrets.nonce),
                            .pieces = request.tree.pieces.digest(),
                            .piece_count = request.tree.pieces.size(),
                            .sealed_bytes = storage::rounded_bytes(request.tree.sealed_bytes),
                            .threshold = terms.threshold,
                            .shares = std::move(shares),
                            .sealed = {},
                            .commitments = commitments};
    for (const auto& object : sealed) deposit.sealed.push_back(object.object);
    const auto signer = TRY(request.vendor.signer());
    auto statement = TRY(crypto::sign_statement(deposit.payload(), secrets.salt, signer.view()));
    const auto link = TRY(crypto::peek_link(statement.envelope));
    return PreparedDeposit{std::move(statement), crypto::deposit_id_of(link), request.tree.pieces, std::move(sealed)};
}

}  // namespace assay::escrow
