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
    auto identity = TRY(Identity::open(statement));
    return IdentityFile(std::move(identity), std::move(statement));
}

std::string IdentityFile::render() const { return to_json().render_pretty(); }

Json IdentityFile::to_json() const {
    auto list = Json::array();
    for (const auto& endorsed : endorsements_)
        list.push(Json::object({{"root", endorsed.root.render()}, {"word", endorsed.word.render()}}));
    return Json::object({{"format", kFormat}, {"identity", statement_.render()}, {"endorsements", std::move(list)}});
}

Result<IdentityFile> IdentityFile::from_json(const Json& json) {
    auto record = TRY(Record::of(json, "identity file"));
    if (const auto format = TRY(record.text("format")); format != kFormat)
        return fail(ErrorKind::Unsupported,
                    "identity file: the format " + quote(format) + " is unknown to this version");
    auto out = TRY(of(TRY(SaltedEnvelope::parse(*TRY(record.any("identity")), "identity file: identity"))));
    const auto* list = TRY(record.array("endorsements"));
    if (list->size() > kEndorsementsMax) return fail(ErrorKind::Limit, "identity file: holds too many endorsements");
    for (const auto& item : *list) {
        auto endorsed = TRY(Record::of(item, "identity file: endorsement"));
        auto root = TRY(SaltedEnvelope::parse(*TRY(endorsed.any("root")), "identity file: root"));
        auto word = TRY(SaltedEnvelope::parse(*TRY(endorsed.any("word")), "identity file: a root's word"));
        TRY(endorsed.finish());
        TRY(out.add({std::move(root), std::move(word)}));
    }
    TRY(record.finish());
    return out;
}

Status IdentityFile::add(Endorsed endorsed) {
    if (TRY_WITHIN("identity file: endorsement", peek_kind(endorsed.word.envelope)) != StatementKind::Endorsement)
        return fail(ErrorKind::Invalid, "identity file: one of its endorsements is another kind of statement");
    if (TRY_WITHIN("identity file: endorsement: root", peek_kind(endorsed.root.envelope)) != StatementKind::Identity)
        return fail(ErrorKind::Invalid, "identity file: the root of one of its endorsements is no identity");
    if (std::find(endorsements_.begin(), endorsements_.end(), endorsed) != endorsements_.end()) return {};
    if (endorsements_.size() >= kEndorsementsMax)
        return fail(ErrorKind::Limit, "identity file: holds too many endorsements");
    endorsements_.push_back(std::move(endorsed));
    return {};
}

}  // namespace assay::crypto
