// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/matching.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay::verifier {

namespace {

constexpr std::size_t kArtifactsNamed = 20;

}  // namespace

const RelativePath* find_artifact(const std::vector<RelativePath>& artifacts, const DeployedEntry& deployed,
                                  const std::optional<std::string>& asked, bool alone) {
    const auto find = [&](auto fits) -> const RelativePath* {
        const RelativePath* found = nullptr;
        for (const auto& artifact : artifacts)
            if (fits(artifact)) {
                if (found != nullptr) return nullptr;
                found = &artifact;
            }
        return found;
    };
    if (asked) return find([&](const auto& artifact) { return artifact.text() == *asked; });
    const std::string_view name = deployed.name;
    if (const auto* same = find([&](const auto& artifact) { return artifact.text() == name; })) return same;
    const auto base = name.substr(name.rfind('/') == std::string_view::npos ? 0 : name.rfind('/') + 1);
    if (const auto* same = find([&](const auto& artifact) { return artifact.filename() == base; })) return same;
    const bool is_given = deployed.given == DeployedEntry::Given::File;
    return alone && is_given && artifacts.size() == 1 ? &artifacts.front() : nullptr;
}

Status check_declared(const std::vector<RelativePath>& declared, const std::optional<std::string>& asked) {
    if (!asked || std::ranges::find(declared, *asked, &RelativePath::text) != declared.end()) return {};
    std::vector<std::string> named;
    for (const auto& path : declared)
        if (named.size() < kArtifactsNamed) named.push_back(quote(path.text()));
    if (declared.size() > named.size())
        named.push_back("and " + std::to_string(declared.size() - named.size()) + " more");
    return fail(Error(ErrorKind::Usage, "the recipe declares no artifact " + quote(*asked))
                    .with_hint("it declares " + join(named, ", ")));
}

std::vector<RelativePath> declared_by(const storage::Recipe& recipe) {
    std::vector<RelativePath> out;
    for (const auto& artifact : recipe.artifacts) out.push_back(artifact.path);
    return out;
}

}  // namespace assay::verifier
