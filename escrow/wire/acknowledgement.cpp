// SPDX-License-Identifier: Apache-2.0
#include "escrow/wire/acknowledgement.hpp"

#include "base/core/encoding.hpp"
#include "escrow/wire/proofs.hpp"

namespace assay::escrow {

Json AgreementAdmitted::render() const {
    return Json::object({{"agreement", encode_hex(agreement.view())}, {"proofs", render_proofs(proofs)}});
}

Result<AgreementAdmitted> AgreementAdmitted::parse(const Json& json) {
    auto record = TRY(Record::of(json, "admitted agreement"));
    const auto agreement =
        TRY(decode_hex_as<crypto::StatementId>(TRY(record.text("agreement")), "admitted agreement: agreement"));
    auto proofs = TRY_WITHIN("admitted agreement", parse_proofs(*TRY(record.any("proofs"))));
    TRY(record.finish());
    return AgreementAdmitted{agreement, std::move(proofs)};
}

Json PiecesStored::render() const { return Json::object({{"stored", Json::decimal(count)}}); }

Result<PiecesStored> PiecesStored::parse(const Json& json) {
    auto record = TRY(Record::of(json, "stored pieces"));
    const auto count = TRY(record.decimal("stored"));
    TRY(record.finish());
    return PiecesStored{count};
}

Json ObjectKept::render() const { return Json::object({{"sha256", encode_hex(sha256.view())}}); }

Result<ObjectKept> ObjectKept::parse(const Json& json) {
    auto record = TRY(Record::of(json, "kept object"));
    const auto sha256 = TRY(decode_hex_as<crypto::Sha256>(TRY(record.text("sha256")), "kept object: sha256"));
    TRY(record.finish());
    return ObjectKept{sha256};
}

}  // namespace assay::escrow
