// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/identity_file.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {
constexpr std::string_view kFormat = "assay-identity-v1";
}

Result<IdentityFile> IdentityFile::parse(std::string_view text) {
    return from_json(TRY_WITHIN("identity file", Json::parse(text, {.bytes = kBytesMax, .depth = 8})));
}

Result<IdentityFile> IdentityFile::of(SaltedEnvelope statement) {
    auto identity = TRY(Identity::open(statement.envelope));
    return IdentityFile(std::move(identity), std::move(statement));
}

std::string IdentityFile::render() const { return to_json().render_pretty(); }

Json IdentityFile::to_json() const {
    return Json::object({{"format", kFormat}, {"identity", statement_.render()}, {"endorsements", render_envelopes(endorsements_)}});
}

Result<IdentityFile> IdentityFile::from_json(const Json& json) {
    auto record = TRY(Record::of(json, "identity file"));
    if (const auto format = TRY(record.text("format")); format != kFormat) return fail(ErrorKind::Unsupported, "identity file: the format " + quote(format) + " is unknown to this version");
    auto out = TRY(of(TRY(SaltedEnvelope::parse(*TRY(record.any("identity")), "identity file: identity"))));
    for (auto& endorsement : TRY(parse_envelopes(*TRY(record.any("endorsements")), "identity file: endorsements", kEndorsementsMax)))
        TRY(out.add(std::move(endorsement)));
    TRY(record.finish());
    return out;
}

Status IdentityFile::add(SaltedEnvelope endorsement) {
    if (TRY_WITHIN("identity file: endorsement", peek_kind(endorsement.envelope)) != StatementKind::Endorsement)
        return fail(ErrorKind::Invalid, "identity file: one of its endorsements is another kind of statement");
    if (std::any_of(endorsements_.begin(), endorsements_.end(), [&](const auto& mine) { return mine.envelope == endorsement.envelope; })) return {};
    if (endorsements_.size() >= kEndorsementsMax) return fail(ErrorKind::Limit, "identity file: holds too many endorsements");
    endorsements_.push_back(std::move(endorsement));
    return {};
}

}  // namespace assay::crypto
