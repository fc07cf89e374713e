// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/matching.hpp"

namespace assay::verifier {

const BuiltArtifact* find_artifact(const std::vector<BuiltArtifact>& artifacts, const std::string& name,
                                   const std::optional<std::string>& asked, bool single) {
    const auto find = [&](auto fits) -> const BuiltArtifact* {
        const BuiltArtifact* found = nullptr;
        for (const auto& artifact : artifacts)
            if (fits(artifact)) {
                if (found != nullptr) return nullptr;
                found = &artifact;
            }
        return found;
    };
    if (asked) return find([&](const auto& artifact) { return artifact.path.text() == *asked; });
    if (const auto* same = find([&](const auto& artifact) { return artifact.path.text() == name; })) return same;
    const auto base = std::string_view(name).substr(name.rfind('/') == std::string::npos ? 0 : name.rfind('/') + 1);
    if (const auto* same = find([&](const auto& artifact) { return artifact.path.filename() == base; })) return same;
    return single && artifacts.size() == 1 ? &artifacts.front() : nullptr;
}

}  // namespace assay::verifier
