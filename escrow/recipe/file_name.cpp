// SPDX-License-Identifier: Apache-2.0
#include "escrow/recipe/file_name.hpp"

namespace assay::escrow {

namespace {

constexpr std::string_view kEndings[] = {".tar.gz", ".tar.xz", ".tar.bz2", ".tar.zst", ".tgz",
                                         ".txz",    ".tbz2",   ".tzst",    ".tar",     ".zip"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view without_ending(std::string_view name) {
    for (const auto ending : kEndings)
        if (name.size() > ending.size() && name.ends_with(ending)) return name.substr(0, name.size() - ending.size());
    return name;
}

/// Debian's name for a tarball of upstream's.
std::string_view without_orig(std::string_view stem) {
    constexpr std::string_view kOrig = ".orig";
    return stem.size() > kOrig.size() && stem.ends_with(kOrig) ? stem.substr(0, stem.size() - kOrig.size()) : stem;
}

}  // namespace

FileNameParts parts_of_file_name(std::string_view name) {
    const auto stem = without_orig(without_ending(name));
    for (std::size_t at = 1; at < stem.size(); ++at) {
        if (stem[at] != '-' && stem[at] != '_') continue;
        auto version = stem.substr(at + 1);
        if (version.size() > 1 && version.front() == 'v') version.remove_prefix(1);
        if (version.empty() || !is_digit(version.front())) continue;
        return {std::string(stem), std::string(stem.substr(0, at)), std::string(version)};
    }
    return {std::string(stem), std::string(stem), std::nullopt};
}

}  // namespace assay::escrow
