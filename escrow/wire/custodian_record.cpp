// SPDX-License-Identifier: Apache-2.0
#include "escrow/wire/custodian_record.hpp"

#include "base/core/text.hpp"
#include "crypto/tlog/vkey.hpp"

namespace assay::escrow {

namespace {

constexpr std::string_view kFormat = "assay-custodian-v1";

}  // namespace

Json CustodianRecord::render() const {
    return Json::object(
        {{"format", kFormat}, {"identity", identity.to_json()}, {"origin", origin}, {"size", Json::decimal(size)}});
}

Result<CustodianRecord> CustodianRecord::parse(const Json& json) {
    auto record = TRY(Record::of(json, "custodian"));
    if (const auto format = TRY(record.text("format")); format != kFormat)
        return fail(ErrorKind::Unsupported, "custodian: the format " + quote(format) + " is unknown to this version");
    auto identity = TRY_WITHIN("custodian", crypto::IdentityFile::from_json(*TRY(record.any("identity"))));
    auto origin = TRY(record.text("origin"));
    TRY_WITHIN("custodian: origin", crypto::KeyName::parse(origin));
    const auto size = TRY(record.decimal("size"));
    TRY(record.finish());
    return CustodianRecord{.identity = std::move(identity), .origin = std::move(origin), .size = size};
}

}  // namespace assay::escrow
