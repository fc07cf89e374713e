// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/deployed.hpp"

#include "base/core/text.hpp"

#include <set>

namespace assay::verifier {

namespace {

constexpr std::size_t kDeployedMax = 10'000;

/// Whether a link leads to a regular file of the same folder, which is judged under its own name.
bool leads_to_another(const std::filesystem::path& folder, const std::filesystem::path& link) {
    std::error_code failed;
    const auto target = std::filesystem::canonical(link, failed);
    if (failed || !std::filesystem::is_regular_file(target, failed)) return false;
    const auto within = std::filesystem::canonical(folder, failed).string() + "/";
    return !failed && target.string().starts_with(within);
}

std::unexpected<Error> cannot_be_judged(const DeployedEntry& entry) {
    if (entry.given == DeployedEntry::Given::File)
        return fail(ErrorKind::Invalid, "deployed file " + quote(entry.root.string()) + " is no regular file");
    return fail(ErrorKind::Invalid, "deployed folder " + quote(entry.root.string()) + " holds " +
                                        quote(entry.at.lexically_relative(entry.root).string()) + ", which is " +
                                        std::string(describe(entry.kind)) +
                                        (entry.kind == FileKind::Link ? " to no regular file within it" : "") +
                                        ": it cannot be judged");
}

/// A verdict names each file once. Two of one name, given one by one, could not be distinguished.
Status check_names(const std::vector<DeployedEntry>& deployed) {
    std::set<std::string> seen;
    for (const auto& each : deployed)
        if (!seen.insert(each.name).second)
            return std::unexpected(Error(ErrorKind::Usage, "two deployed files are called " + quote(each.name))
                                       .with_hint("name the folder above them, or ask for one verdict each"));
    return {};
}

}  // namespace

Result<FoundDeployed> to_be_judged(const std::vector<std::filesystem::path>& paths) {
    FoundDeployed out;
    for (auto& entry : TRY(find_deployed(paths))) {
        if (entry.kind == FileKind::Folder) continue;
        const bool is_relative = !entry.target.starts_with('/');
        if (entry.kind == FileKind::Link && is_relative && leads_to_another(entry.root, entry.at)) {
            out.links.push_back({entry.name, deployed_name(entry.target)});
            continue;
        }
        if (entry.kind != FileKind::Regular) return cannot_be_judged(entry);
        out.files.push_back(std::move(entry));
        if (out.files.size() > kDeployedMax)
            return fail(ErrorKind::Limit, "more than " + std::to_string(kDeployedMax) + " deployed files");
    }
    if (out.files.empty()) return fail(ErrorKind::NotFound, "there is no deployed file to judge");
    TRY(check_names(out.files));
    return out;
}

}  // namespace assay::verifier
