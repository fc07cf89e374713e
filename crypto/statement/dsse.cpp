// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/dsse.hpp"

#include "base/core/bounded_json.hpp"
#include "base/core/encoding.hpp"

namespace assay::crypto {

Bytes dsse_pae(std::string_view payload_type, ByteView payload) {
    Bytes out = to_bytes("DSSEv1 " + std::to_string(payload_type.size()) + " ");
    append(out, payload_type);
    append(out, " " + std::to_string(payload.size()) + " ");
    append(out, payload);
    return out;
}

namespace {

/// Anybody may send an envelope: read before its signatures can be checked.
constexpr std::size_t kValuesMax = 4096;

Result<Bytes> decode_either_base64(std::string text, std::string_view what) {
    for (auto& c : text) {
        if (c == '-') c = '+';
        if (c == '_') c = '/';
    }
    auto bytes = decode_base64(text);
    if (!bytes) return fail(std::move(bytes).error().within(std::string("DSSE envelope: ") + std::string(what)));
    return bytes;
}

}  // namespace

Result<DsseEnvelope> DsseEnvelope::parse(std::string_view text) {
    const auto json =
        TRY_WITHIN("DSSE envelope", parse_json(text, {.bytes = kDsseBytesMax, .depth = 8, .values = kValuesMax}));
    auto record = TRY(Record::of(json, "DSSE envelope"));
    DsseEnvelope out;
    out.payload_type = TRY(record.text("payloadType"));
    out.payload = TRY(decode_either_base64(TRY(record.text("payload")), "payload"));
    const auto* signatures = TRY(record.array("signatures"));
    if (signatures->empty()) return record.wrong("signatures", "is empty: no party signed");
    if (signatures->size() > kDsseSignaturesMax)
        return fail(ErrorKind::Limit,
                    "DSSE envelope: holds more than " + std::to_string(kDsseSignaturesMax) + " signatures");
    for (const auto& item : *signatures) {
        auto signature = TRY(Record::of(item, "DSSE envelope: signature"));
        auto keyid = TRY(signature.optional_text("keyid"));
        auto bytes = TRY(decode_either_base64(TRY(signature.text("sig")), "signature"));
        out.signatures.push_back({std::move(keyid).value_or(""), std::move(bytes)});
    }
    return out;
}

std::string DsseEnvelope::render() const {
    auto list = Json::array();
    for (const auto& signature : signatures)
        list.push(Json::object({{"keyid", signature.keyid}, {"sig", encode_base64(signature.signature)}}));
    return Json::object(
               {{"payloadType", payload_type}, {"payload", encode_base64(payload)}, {"signatures", std::move(list)}})
        .render();
}

}  // namespace assay::crypto
