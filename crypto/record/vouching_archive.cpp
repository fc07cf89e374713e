// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/vouching_archive.hpp"

#include "base/core/text.hpp"

#include <algorithm>
#include <set>

namespace assay::crypto {

bool is_openpgp_fingerprint(std::string_view text) {
    return (text.size() == 40 || text.size() == 64) &&
           text.find_first_not_of("0123456789ABCDEF") == std::string_view::npos;
}

Json VouchingArchive::render() const {
    auto list = Json::array();
    for (const auto& key : keys) list.push(key);
    return Json::object({{"in_release", in_release}, {"keys", std::move(list)}});
}

Result<VouchingArchive> VouchingArchive::parse(const Json& json) {
    auto record = TRY(Record::of(json, "archive"));
    VouchingArchive out;
    out.in_release = TRY(record.text("in_release"));
    out.keys = TRY(record.texts("keys"));
    TRY(record.finish());
    if (out.in_release.empty()) return record.wrong("in_release", "is empty");
    if (out.keys.empty()) return record.wrong("keys", "is empty: no key vouches for anything");
    if (out.keys.size() > kKeysMax) return fail(ErrorKind::Limit, "archive: it names too many keys");
    for (const auto& key : out.keys)
        if (!is_openpgp_fingerprint(key))
            return record.wrong("keys", "holds " + quote(key) + ", which is no fingerprint");
    for (std::size_t i = 1; i < out.keys.size(); ++i)
        if (out.keys[i - 1] >= out.keys[i]) return record.wrong("keys", "is not ascending");
    return out;
}

Json render_archives(const std::vector<VouchingArchive>& archives) {
    auto out = Json::array();
    for (const auto& archive : archives) out.push(archive.render());
    return out;
}

Result<std::vector<VouchingArchive>> parse_archives(const Json& json) {
    if (json.items() == nullptr) return fail(ErrorKind::Invalid, "the archives are not a list");
    if (json.items()->size() > VouchingArchive::kArchivesMax)
        return fail(ErrorKind::Limit, "there are too many archives");
    std::vector<VouchingArchive> out;
    std::set<std::string> files;
    for (const auto& item : *json.items()) {
        auto archive = TRY(VouchingArchive::parse(item));
        if (!files.insert(archive.in_release).second)
            return fail(ErrorKind::Invalid, "the archive " + quote(archive.in_release) + " appears twice");
        out.push_back(std::move(archive));
    }
    return out;
}

}  // namespace assay::crypto
