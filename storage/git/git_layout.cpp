// SPDX-License-Identifier: Apache-2.0
#include "storage/git/git_layout.hpp"

#include "base/core/text.hpp"
#include "base/files/descriptor.hpp"
#include "storage/git/libgit2.hpp"

#include <algorithm>

#include <fcntl.h>

namespace assay::storage {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFileBytesMax = 1U << 20;
constexpr std::string_view kExtensions = "extensions.", kFilter = "filter.";

// Extensions that change no object and no ref (git, Documentation/config/extensions.adoc).
constexpr std::string_view kHarmless[] = {
    "compatobjectformat", "noop",       "noop-v1",           "objectformat",  "partialclone",
    "preciousobjects",    "refstorage", "relativeworktrees", "worktreeconfig"};

std::string text_in(const fs::path& path) {
    auto file = Descriptor::open(path, O_RDONLY);
    if (!file) return {};
    auto bytes = file->read_all(kFileBytesMax);
    return bytes ? to_text(*bytes) : std::string();
}

bool is_folder(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

std::optional<fs::path> real(const fs::path& path) {
    std::error_code failed;
    auto out = fs::canonical(path, failed);
    if (failed || !is_folder(out)) return {};
    return out;
}

bool lies_in(const fs::path& path, const fs::path& folder) {
    const auto relative = path.lexically_relative(folder);
    return !relative.empty() && *relative.begin() != "..";
}

/// Calls `take` with each name and value of a configuration file; names as libgit2 gives them.
template <typename Take>
void for_each_setting(const fs::path& file, Take take) {
    ::git_config* raw = nullptr;
    if (::git_config_open_ondisk(&raw, file.c_str()) != 0) return;
    const GitConfigHandle config(raw);
    const auto visit = [](const ::git_config_entry* entry, void* self) {
        (*static_cast<Take*>(self))(std::string_view(entry->name),
                                    std::string_view(entry->value != nullptr ? entry->value : "true"));
        return 0;
    };
    ::git_config_foreach(config.get(), visit, &take);
}

bool is_true(std::string_view value) {
    return value == "true" || value == "yes" || value == "on" || value == "1" || value.empty();
}

}  // namespace

std::optional<GitLayout> GitLayout::find(const fs::path& path) {
    const auto folder = real(path);
    if (!folder) return {};
    GitLayout out;
    const auto dot_git = *folder / ".git";
    std::error_code ignored;
    if (is_folder(dot_git)) {
        out.git_dir = dot_git;
        out.work_tree = *folder;
    } else if (fs::is_regular_file(dot_git, ignored)) {
        const auto text = text_in(dot_git);
        constexpr std::string_view kKey = "gitdir:";
        if (!text.starts_with(kKey)) return {};
        out.git_dir = *folder / trim(std::string_view(text).substr(kKey.size()));
        out.work_tree = *folder;
    } else if (fs::exists(*folder / "HEAD", ignored)) {
        out.git_dir = *folder;
    } else {
        return {};
    }
    const auto git_dir = real(out.git_dir);
    if (!git_dir) return {};
    out.git_dir = *git_dir;
    const auto common = text_in(out.git_dir / "commondir");
    const auto common_dir = trim(common).empty() ? git_dir : real(out.git_dir / trim(common));
    if (!common_dir) return {};
    out.common_dir = *common_dir;
    return out;
}

std::vector<fs::path> GitLayout::folders() const {
    std::vector<fs::path> all = {git_dir, common_dir};
    if (work_tree) all.push_back(*work_tree);
    const auto alternates = text_in(common_dir / "objects/info/alternates");
    for (const auto line : split(alternates, '\n'))
        if (const auto folder =
                line.empty() || line.starts_with('#') ? std::nullopt : real(common_dir / "objects" / line))
            all.push_back(*folder);
    std::ranges::sort(all);
    std::vector<fs::path> out;
    for (const auto& folder : all)
        if (std::ranges::none_of(out, [&](const fs::path& other) { return lies_in(folder, other); }))
            out.push_back(folder);
    return out;
}

GitFeatures GitFeatures::of(const GitLayout& layout) {
    GitFeatures out;
    bool has_own = false;
    const auto take = [&](std::string_view name, std::string_view value) {
        if (name.starts_with(kExtensions)) {
            out.extensions.emplace_back(name.substr(kExtensions.size()));
            if (name == "extensions.objectformat") out.has_sha256_objects = value == "sha256";
            if (name == "extensions.refstorage") out.has_other_refs = value != "files";
            if (name == "extensions.partialclone") out.is_partial = true;
            if (name == "extensions.worktreeconfig") has_own = is_true(value);
        }
        if (name.starts_with(kFilter)) {
            const auto rest = name.substr(kFilter.size());
            if (const auto dot = rest.rfind('.'); dot != std::string_view::npos)
                out.filters.emplace_back(rest.substr(0, dot));
        }
        if (name.starts_with("remote.") && name.ends_with(".promisor")) out.is_partial |= is_true(value);
        if (name == "core.sparsecheckout") out.is_sparse = is_true(value);
        if (name == "core.bare") out.is_bare = is_true(value);
    };
    for_each_setting(layout.common_dir / "config", take);
    if (has_own) for_each_setting(layout.git_dir / "config.worktree", take);
    // What is checked out beside a bare repository has a `.git` of its own.
    if (layout.git_dir != layout.common_dir) out.is_bare = false;
    std::ranges::sort(out.filters);
    const auto same = std::ranges::unique(out.filters);
    out.filters.erase(same.begin(), same.end());
    return out;
}

bool GitFeatures::may_resolve() const {
    return !has_other_refs && std::ranges::all_of(extensions, [](const std::string& name) {
        return std::ranges::find(kHarmless, name) != std::end(kHarmless);
    });
}

}  // namespace assay::storage
