// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/sealed_part.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {
constexpr std::size_t kPartsMax = 64;
}

std::vector<SealedPartRecord> records_of(const std::vector<SealedPart>& parts) {
    std::vector<SealedPartRecord> out;
    for (const auto& part : parts) out.push_back({part.to, DigestSet::of(part.file)});
    return out;
}

Status check_sealed_parts(const std::vector<SealedPart>& parts, const std::vector<SealedPartRecord>& records) {
    for (const auto& record : records) {
        const auto at = std::ranges::find(parts, record.to, &SealedPart::to);
        if (at == parts.end())
            return fail(ErrorKind::Untrusted, "the closed part for " + short_id(record.to) + " did not come with it");
        if (DigestSet::of(at->file) != record.digest)
            return fail(ErrorKind::Untrusted,
                        "the closed part for " + short_id(record.to) + " is not the one its signer sealed");
    }
    if (parts.size() != records.size())
        return fail(ErrorKind::Untrusted, "a closed part came with it that its signer did not seal");
    return {};
}

Json render_sealed_parts(const std::vector<SealedPartRecord>& records) {
    auto out = Json::array();
    for (const auto& record : records)
        out.push(Json::object({{"to", encode_hex(record.to.view())}, {"digest", record.digest.render()}}));
    return out;
}

Result<std::vector<SealedPartRecord>> read_sealed_parts(Record& record) {
    const auto* list = TRY(record.array("sealed"));
    if (list->size() > kPartsMax) return record.wrong("sealed", "has more than 64 entries");
    std::vector<SealedPartRecord> out;
    for (const auto& item : *list) {
        auto part = TRY(Record::of(item, record.what() + ": sealed closed part"));
        const auto to = TRY(read_hex<IdentityId>(part, "to"));
        const auto digest = TRY(read_digests(part, "digest"));
        TRY(part.finish());
        if (std::ranges::find(out, to, &SealedPartRecord::to) != out.end())
            return record.wrong("sealed", "names " + short_id(to) + " twice");
        out.push_back({to, digest});
    }
    return out;
}

}  // namespace assay::crypto
