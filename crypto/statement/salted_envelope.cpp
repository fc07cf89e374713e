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

Json render_envelopes(const std::vector<SaltedEnvelope>& envelopes) {
    auto out = Json::array();
    for (const auto& envelope : envelopes) out.push(envelope.render());
    return out;
}

Result<std::vector<SaltedEnvelope>> parse_envelopes(const Json& json, std::string_view what, std::size_t most) {
    if (json.items() == nullptr) return fail(ErrorKind::Invalid, std::string(what) + " is not a list");
    if (json.items()->size() > most) return fail(ErrorKind::Limit, std::string(what) + " is too long");
    std::vector<SaltedEnvelope> out;
    for (const auto& item : *json.items()) out.push_back(TRY(SaltedEnvelope::parse(item, what)));
    return out;
}

}  // namespace assay::crypto
