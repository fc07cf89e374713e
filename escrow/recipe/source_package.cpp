// SPDX-License-Identifier: Apache-2.0
#include "escrow/recipe/source_package.hpp"

#include "base/core/text.hpp"
#include "base/files/read.hpp"
#include "storage/intake/clear_signed.hpp"
#include "storage/recipe/deb822.hpp"

#include <algorithm>

namespace assay::escrow {

namespace {

/// Whether `architectures` of a Package-List entry include this one. Wildcards as `linux-any` mean every Linux.
bool includes(const std::vector<std::string>& architectures, const std::string& architecture) {
    return std::any_of(architectures.begin(), architectures.end(), [&](const auto& each) {
        return each == "any" || each == architecture || each == "linux-any" || each == "any-" + architecture ||
               each == "gnu-any-any";
    });
}

bool is_for_all(const storage::DscPackage& package) {
    return std::find(package.architectures.begin(), package.architectures.end(), "all") != package.architectures.end();
}

void add(std::string& list, const std::string& more) {
    if (trim(more).empty()) return;
    list += (list.empty() ? "" : ", ") + std::string(trim(more));
}

}  // namespace

Result<SourcePackage> SourcePackage::read(const std::filesystem::path& path) {
    const auto doing = quote(path.string());
    const auto bytes = TRY(read_file(path, storage::Dsc::kBytesMax));
    const auto text = TRY_WITHIN(doing, storage::cleartext_of(text_of(bytes)));
    SourcePackage out;
    out.dsc = TRY_WITHIN(doing, storage::Dsc::parse(text_of(bytes)));
    MemorySource source(bytes_of(text));
    TRY_WITHIN(doing, storage::for_each_stanza(source, [&](const storage::Deb822Stanza& stanza) -> Status {
                   const auto field = [&](std::string_view name) {
                       // Folded lines are one list.
                       std::string value(stanza.find(name).value_or(""));
                       std::replace(value.begin(), value.end(), '\n', ' ');
                       return value;
                   };
                   out.depends = field("Build-Depends");
                   out.depends_arch = field("Build-Depends-Arch");
                   out.depends_indep = field("Build-Depends-Indep");
                   out.conflicts = field("Build-Conflicts");
                   out.conflicts_arch = field("Build-Conflicts-Arch");
                   out.conflicts_indep = field("Build-Conflicts-Indep");
                   return {};
               }));
    return out;
}

std::string SourcePackage::dependencies(BuildScope scope) const {
    std::string out;
    add(out, depends);
    if (scope != BuildScope::All) add(out, depends_arch);
    if (scope != BuildScope::Any) add(out, depends_indep);
    return out;
}

std::string SourcePackage::conflicts_of(BuildScope scope) const {
    std::string out;
    add(out, conflicts);
    if (scope != BuildScope::All) add(out, conflicts_arch);
    if (scope != BuildScope::Any) add(out, conflicts_indep);
    return out;
}

BuildScope SourcePackage::default_scope() const {
    const bool any = std::any_of(dsc.packages.begin(), dsc.packages.end(),
                                 [](const auto& package) { return package.type == "deb" && !is_for_all(package); });
    return any ? BuildScope::Any : BuildScope::All;
}

std::vector<std::string> SourcePackage::binaries(BuildScope scope, const std::string& architecture) const {
    std::vector<std::string> out;
    for (const auto& package : dsc.packages) {
        if (package.type != "deb") continue;
        const bool all = is_for_all(package);
        if (all ? scope == BuildScope::Any : scope == BuildScope::All || !includes(package.architectures, architecture))
            continue;
        out.push_back(package.name + "_" + dsc.version_without_epoch() + "_" + (all ? "all" : architecture) + ".deb");
    }
    return out;
}

}  // namespace assay::escrow
