// SPDX-License-Identifier: Apache-2.0
#include "escrow/cli/evidence_places.hpp"

#include "base/core/text.hpp"
#include "escrow/action/evidence_subject.hpp"

namespace assay::escrow {

Result<std::vector<std::filesystem::path>> evidence_places(const std::vector<crypto::Evidence>& evidence,
                                                           const std::filesystem::path& named,
                                                           const std::string& option) {
    std::error_code ignored;
    const bool is_folder = std::filesystem::is_directory(named, ignored);
    if (evidence.size() == 1 && !is_folder) return std::vector{named};
    if (!is_folder)
        return fail(Error(ErrorKind::Usage, option + " " + quote(named.string()) + ": there are " +
                                                std::to_string(evidence.size()) +
                                                " verdicts, and no folder of that name to take them")
                        .with_hint("make a folder and name it: " + option + " FOLDER"));
    std::vector<std::filesystem::path> out;
    for (const auto& name : evidence_names(evidence)) out.push_back(named / name);
    return out;
}

}  // namespace assay::escrow
