// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "crypto/evidence/examiner.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

std::string_view last_component(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string judged_as(const Comparison& comparison) {
    return (comparison.artifact.empty() ? "judged" : "judged as artifact " + quote(comparison.artifact)) + ": " +
           std::string(name_of(comparison.verdict));
}

/// What the verdict judged, against what the reader has.
class DeployedCheck {
public:
    DeployedCheck(const DeployedSet& deployed, const ClaimFacts& facts, Findings& findings)
        : deployed_(deployed), facts_(facts), findings_(findings) {}

    void run() {
        for (const auto& file : deployed_.files) check_file(file);
        if (!deployed_.has_folder) return;
        check_links();
        for (const auto& [name, what] : deployed_.others)
            findings_.add("deployed: " + name, LinkState::Differs, "it is " + what + ", which no verdict speaks of");
        for (const auto& comparison : facts_.comparisons)
            if (!seen_.contains(comparison.deployed_name))
                findings_.add("deployed: " + comparison.deployed_name, LinkState::Differs,
                              "it was " + judged_as(comparison) + "; the folder has no file of that path");
    }

private:
    bool is_named(const DeployedFile& file, const Comparison& comparison) const {
        return file.given == DeployedFile::Given::InFolder ? comparison.deployed_name == file.name
                                                           : last_component(comparison.deployed_name) == file.name;
    }

    void check_file(const DeployedFile& file) {
        const auto name = "deployed: " + file.name;
        const Comparison *named = nullptr, *same = nullptr;
        for (const auto& comparison : facts_.comparisons) {
            const bool fits = is_named(file, comparison), equal = comparison.deployed == file.digest;
            if (fits && (named == nullptr || equal)) named = &comparison;
            if (equal && (same == nullptr || fits)) same = &comparison;
        }
        // A file given alone does not fill a hole in a folder.
        if (named != nullptr && file.given == DeployedFile::Given::InFolder) seen_.insert(named->deployed_name);
        if (named != nullptr && named == same && named->deployed_size != file.size) {
            findings_.fails(name, "the verdict says that it has " + std::to_string(named->deployed_size) +
                                      " bytes, it has " + std::to_string(file.size));
            return;
        }
        if (named != nullptr && named == same) {
            findings_.holds(name, judged_as(*named));
            return;
        }
        const auto digest = "its SHA-256 is " + hex(file.digest.sha256);
        if (same != nullptr)
            findings_.add(
                name, LinkState::Differs,
                "these bytes were judged under another name, " + quote(same->deployed_name) + ", not under this one");
        else if (named != nullptr)
            findings_.add(name, LinkState::Differs,
                          "other bytes were judged under this name: " + digest + ", that of the file judged is " +
                              hex(named->deployed.sha256));
        else
            findings_.add(name, LinkState::Differs, "it is not among the files judged: " + digest);
    }

    void check_links() {
        const auto find = [](const std::vector<DeployedLink>& links, const std::string& name) {
            const auto at = std::ranges::find(links, name, &DeployedLink::name);
            return at == links.end() ? nullptr : &*at;
        };
        for (const auto& link : deployed_.links) {
            const auto* listed = find(facts_.links, link.name);
            if (listed == nullptr)
                findings_.add("deployed: " + link.name, LinkState::Differs,
                              "it is a symbolic link to " + quote(link.target) + ", which the verdict does not list");
            else if (listed->target != link.target)
                findings_.add("deployed: " + link.name, LinkState::Differs,
                              "it is a symbolic link to " + quote(link.target) + ", the verdict lists one to " +
                                  quote(listed->target));
            else
                findings_.remark("deployed: " + link.name,
                                 "it is the symbolic link to " + quote(link.target) + " that the verdict lists");
        }
        for (const auto& listed : facts_.links)
            if (find(deployed_.links, listed.name) == nullptr)
                findings_.add(
                    "deployed: " + listed.name, LinkState::Differs,
                    "the verdict lists a symbolic link to " + quote(listed.target) + " here, and the folder has none");
    }

    const DeployedSet& deployed_;
    const ClaimFacts& facts_;
    Findings& findings_;
    std::set<std::string> seen_;
};

}  // namespace

void check_deployed(const CheckInput& input, Findings& findings, ClaimFacts& facts) {
    if (facts.claim != ClaimKind::Verdict) {
        if (!input.deployed.empty())
            findings.missing("deployed", "a receipt judges no file: that takes the evidence of a verdict");
        return;
    }
    if (input.deployed.empty())
        findings.remark("deployed", "no deployed file was given: this report speaks of digests only");
    else
        DeployedCheck(input.deployed, facts, findings).run();
    // Until verdicts speak of them.
    if (!input.deployed.empty())
        facts.not_compared.push_back(std::string("modes, owners and set-id bits of your ") +
                                     (input.deployed.has_folder ? "folder" : "files") + " were not compared");
}

}  // namespace assay::crypto
