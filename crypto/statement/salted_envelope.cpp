// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/salted_envelope.hpp"

#include "base/core/encoding.hpp"
#include "crypto/primitive/digest.hpp"

namespace assay::crypto {

SaltCommitment commit_salt(const LeafSalt& salt) { return SaltCommitment(sha256(salt.view()).array()); }

Json SaltedEnvelope::render() const {
    return Json::object({{"salt", encode_hex(salt.view())}, {"envelope", encode_base64(envelope)}});
}

Result<SaltedEnvelope> SaltedEnvelope::parse(const Json& json, std::string_view what) {
    auto record = TRY(Record::of(json, std::string(what)));
    const auto salt = TRY(decode_hex_as<LeafSalt>(TRY(record.text("salt")), std::string(what) + ": salt"));
    auto envelope = TRY_WITHIN(what, decode_base64(TRY(record.text("envelope"))));
    TRY(record.finish());
    return SaltedEnvelope{salt, std::move(envelope)};
}

}  // namespace assay::crypto
