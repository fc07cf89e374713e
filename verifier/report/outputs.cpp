// SPDX-License-Identifier: Apache-2.0
#include "verifier/report/outputs.hpp"

#include "base/core/text.hpp"

#include <set>

namespace assay::verifier {

namespace {
constexpr std::size_t kArtifactsMax = 1000;
}  // namespace

Json render_outputs(const std::vector<BuiltArtifact>& artifacts) {
    auto out = Json::array();
    for (const auto& artifact : artifacts)
        out.push(Json::object({{"path", artifact.path.text()},
                               {"size", Json::decimal(artifact.size)},
                               {"digest", artifact.digest.render()}}));
    return out;
}

Result<std::vector<BuiltArtifact>> parse_outputs(const Json& json) {
    if (json.items() == nullptr) return fail(ErrorKind::Invalid, "the outputs of a rebuild are not a list");
    if (json.items()->size() > kArtifactsMax) return fail(ErrorKind::Limit, "a rebuild has more than 1000 outputs");
    std::vector<BuiltArtifact> out;
    std::set<std::string> seen;
    for (const auto& item : *json.items()) {
        auto record = TRY(Record::of(item, "output"));
        auto path = TRY(RelativePath::parse(TRY(record.text("path"))));
        const auto size = TRY(record.decimal("size"));
        const auto digest = TRY(crypto::DigestSet::parse(*TRY(record.any("digest")), "output"));
        TRY(record.finish());
        if (!seen.insert(path.text()).second)
            return fail(ErrorKind::Invalid, "the outputs of a rebuild name " + quote(path.text()) + " twice");
        out.push_back({std::move(path), size, digest});
    }
    return out;
}

}  // namespace assay::verifier
