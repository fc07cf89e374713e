// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/evidence_subject.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay::escrow {

namespace {

constexpr std::size_t kPartMax = 80, kClaimDigits = 16;

bool may_be_in_a_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(".+~_-").find(c) != std::string_view::npos;
}

/// The last component of a path, with no character that a shell or a file system could take for another thing.
std::string name_part(std::string_view text) {
    text = text.substr(text.rfind('/') + 1).substr(0, kPartMax);
    std::string out(text);
    std::ranges::replace_if(out, [](char c) { return !may_be_in_a_name(c); }, '_');
    return out;
}

std::string stem_of(const EvidenceSubject& subject) {
    std::string out = "verdict";
    if (!subject.product.empty()) out = name_part(subject.product) + "-" + name_part(subject.version);
    if (!subject.file.empty()) out += "-" + name_part(subject.file);
    if (out.front() == '.' || out.front() == '-') out.front() = '_';
    return out;
}

}  // namespace

EvidenceSubject subject_of(const crypto::Evidence& evidence) {
    EvidenceSubject out;
    for (const auto& [id, fields] : evidence.disclosures())
        for (const auto& [name, field] : fields) {
            const auto json = field.json();
            if (!json) continue;
            if (name == "product") {
                out.product = json->text_at("name");
                out.version = json->text_at("version");
            }
            if (name != "comparisons" || json->items() == nullptr || json->items()->empty()) continue;
            if (const auto* deployed = json->items()->front().find("deployed")) out.file = deployed->text_at("name");
            out.more = json->items()->size() - 1;
        }
    return out;
}

std::string described(const EvidenceSubject& subject) {
    std::string out = "a verdict";
    if (!subject.product.empty()) out = quote(subject.product + " " + subject.version);
    if (!subject.file.empty()) out += ", file " + quote(subject.file);
    if (subject.more > 0) out += " and " + count_of(subject.more, "file") + " more";
    return out;
}

std::vector<std::string> evidence_names(const std::vector<crypto::Evidence>& evidence) {
    std::vector<std::string> stems, out;
    for (const auto& each : evidence) stems.push_back(stem_of(subject_of(each)));
    for (std::size_t i = 0; i < stems.size(); ++i) {
        const bool is_shared = std::ranges::count(stems, stems[i]) > 1;
        const auto claim = "-" + crypto::hex(evidence[i].claim()).substr(0, kClaimDigits);
        out.push_back(stems[i] + (is_shared ? claim : "") + ".evidence");
    }
    return out;
}

}  // namespace assay::escrow
