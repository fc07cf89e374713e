// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/commitment.hpp"

#include "base/core/text.hpp"

namespace assay::crypto {

namespace {

constexpr std::string_view kFormat = "assay-closed-v1";

}  // namespace

Commitment Disclosure::commit(std::string_view field) const {
    constexpr std::uint8_t kZero[] = {0};
    HashStream<Sha512> hash;
    hash.update("assay-field-v1").update(ByteView(kZero)).update(salt.view());
    hash.update(field).update(ByteView(kZero)).update(value);
    return Commitment(hash.finish().array());
}

Result<Json> Disclosure::json() const { return Json::parse(value, {.bytes = ClosedPart::kBytesMax, .depth = 64}); }

void ClosedPart::add(std::string field, const Json& value, Random& random) {
    fields_[std::move(field)] = {random.fixed<FieldSalt>(), value.render()};
}

Result<ClosedPart> ClosedPart::parse(std::string_view text) {
    const auto json = TRY_WITHIN("closed part", Json::parse(text, {.bytes = kBytesMax, .depth = 8}));
    auto record = TRY(Record::of(json, "closed part"));
    if (const auto format = TRY(record.text("format")); format != kFormat)
        return fail(ErrorKind::Unsupported, "closed part: the format " + quote(format) + " is unknown");
    const auto* fields = TRY(record.any("fields"));
    TRY(record.finish());
    if (fields->members() == nullptr) return record.wrong("fields", "is not an object");
    if (fields->members()->size() > kFieldsMax) return fail(ErrorKind::Limit, "closed part: holds too many fields");
    ClosedPart out;
    for (const auto& [name, value] : *fields->members()) {
        auto field = TRY(Record::of(value, "closed part: field " + quote(name)));
        Disclosure disclosure;
        disclosure.salt = TRY(decode_hex_as<FieldSalt>(TRY(field.text("salt")), "a field's salt"));
        disclosure.value = TRY(field.text("value"));
        TRY(field.finish());
        TRY_WITHIN("closed part: field " + quote(name), disclosure.json());
        out.fields_[name] = std::move(disclosure);
    }
    return out;
}

std::string ClosedPart::render() const {
    auto fields = Json::object();
    for (const auto& [name, field] : fields_)
        fields.set(name, Json::object({{"salt", encode_hex(field.salt.view())}, {"value", field.value}}));
    return Json::object({{"format", kFormat}, {"fields", std::move(fields)}}).render();
}

const Disclosure* ClosedPart::find(std::string_view field) const {
    const auto at = fields_.find(std::string(field));
    return at == fields_.end() ? nullptr : &at->second;
}

Result<Json> ClosedPart::value(std::string_view field) const {
    const auto* found = find(field);
    if (found == nullptr) return fail(ErrorKind::Unproven, "the closed part has no field " + quote(field));
    return found->json();
}

Json ClosedPart::commitments() const {
    auto out = Json::object();
    for (const auto& [name, field] : fields_) out.set(name, encode_hex(field.commit(name).view()));
    return out;
}

Status ClosedPart::check(const Json& commitments) const {
    const auto* members = commitments.members();
    if (members == nullptr || members->size() != fields_.size())
        return fail(ErrorKind::Untrusted, "the closed part has other fields than the statement commits to");
    for (const auto& [name, field] : fields_) TRY(check_disclosure(name, field, commitments));
    return {};
}

Status check_disclosure(std::string_view field, const Disclosure& disclosure, const Json& commitments) {
    const auto committed = commitments.text_at(field);
    if (committed.empty())
        return fail(ErrorKind::Untrusted, "the statement does not commit to a field " + quote(field));
    if (committed != encode_hex(disclosure.commit(field).view()))
        return fail(ErrorKind::Untrusted, "the field " + quote(field) + " is not the one the statement commits to");
    return {};
}

}  // namespace assay::crypto
