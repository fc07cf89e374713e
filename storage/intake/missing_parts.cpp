// SPDX-License-Identifier: Apache-2.0
#include "storage/intake/missing_parts.hpp"

#include "base/core/text.hpp"
#include "base/files/walk.hpp"

#include <algorithm>
#include <array>

namespace assay::storage {

namespace {

// A pointer is shorter (Git LFS specification, "The Pointer").
constexpr std::uint64_t kPointerBytesMax = 1024;
constexpr std::uint64_t kModulesBytesMax = 1U << 20;
constexpr std::size_t kNamed = 5;
constexpr std::string_view kModules = ".gitmodules";

constexpr std::pair<MissingPart::Kind, std::string_view> kKinds[] = {
    {MissingPart::Kind::LfsPointer, "lfs-pointer"},
    {MissingPart::Kind::Submodule, "submodule"},
    {MissingPart::Kind::Files, "files"},
};

std::string_view name_of(MissingPart::Kind kind) {
    for (const auto& [value, name] : kKinds)
        if (value == kind) return name;
    return {};
}

bool is_pointer(std::string_view text) {
    if (!text.starts_with("version https://git-lfs.github.com/spec/v") &&
        !text.starts_with("version https://hawser.github.com/spec/v"))
        return false;
    const auto lines = split(text, '\n');
    const auto has = [&lines](std::string_view key) {
        return std::ranges::any_of(lines, [key](std::string_view line) { return line.starts_with(key); });
    };
    return has("oid sha256:") && has("size ");
}

/// The values of `path` in a file of git's configuration form, as far as a name for people goes.
std::vector<std::string> paths_in(std::string_view text) {
    std::vector<std::string> out;
    for (const auto line : split(text, '\n')) {
        const auto equals = line.find('=');
        if (equals == std::string_view::npos || trim(line.substr(0, equals)) != "path") continue;
        auto value = trim(line.substr(equals + 1));
        if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"'))
            value = value.substr(1, value.size() - 2);
        while (value.ends_with('/')) value.remove_suffix(1);
        if (!value.empty()) out.emplace_back(value);
    }
    return out;
}

bool may_matter(const RelativePath& path, std::uint64_t size) {
    return path.filename() == kModules ? size <= kModulesBytesMax : size > 0 && size <= kPointerBytesMax;
}

/// Whether a folder is empty, or there is nothing.
Result<bool> is_missing(const Folder& tree, const RelativePath& path) {
    const auto parent = path.parent();
    // A folder above that is not there, or is no folder, has nothing in it.
    if (parent && !tree.folder(*parent)) return true;
    if (!TRY(tree.exists(path))) return true;
    const auto folder = tree.folder(path);
    if (!folder) return false;
    return TRY(folder->list()).empty();
}

}  // namespace

Json MissingParts::render() const {
    auto list = Json::array();
    for (const auto& part : parts) {
        if (list.items()->size() == kShownMost) break;
        auto one = Json::object({{"kind", name_of(part.kind)}});
        if (!part.path.empty()) one.set("path", is_utf8(part.path) ? part.path : quote(part.path));
        list.push(std::move(one));
    }
    return Json::object({{"count", Json::decimal(parts.size())}, {"parts", std::move(list)}});
}

std::vector<std::string> MissingParts::sentences() const {
    std::vector<std::string> out;
    for (const auto& [kind, name] : kKinds) {
        std::vector<std::string> paths;
        for (const auto& part : parts)
            if (part.kind == kind) paths.push_back(quote(part.path));
        if (paths.empty()) continue;
        const auto count = paths.size();
        paths.resize(std::min(count, kNamed));
        const auto named =
            join(paths, ", ") + (count > kNamed ? " and " + std::to_string(count - kNamed) + " more" : std::string());
        switch (kind) {
            case MissingPart::Kind::LfsPointer:
                out.push_back("the release is incomplete: " + count_of(count, "file") +
                              " given only as a Git LFS pointer: " + named +
                              "; run git lfs pull, and deposit the checkout packed by tar --exclude=.git");
                break;
            case MissingPart::Kind::Submodule:
                out.push_back("the release is incomplete: nothing is there of " + count_of(count, "submodule") + ": " +
                              named +
                              "; run git submodule update --init --recursive, and deposit the checkout packed by "
                              "tar --exclude=.git");
                break;
            case MissingPart::Kind::Files: out.push_back("the release is incomplete: there is no file in it"); break;
        }
    }
    return out;
}

Status MissingPartsScan::begin(const RelativePath& path, const FileStatus& status) {
    path_.reset();
    content_.clear();
    if (may_matter(path, status.size)) path_ = path;
    return {};
}

Status MissingPartsScan::bytes(ByteView bytes) {
    if (path_) append(content_, bytes);
    return {};
}

Status MissingPartsScan::end() {
    if (!path_) return {};
    const auto path = *std::exchange(path_, std::nullopt);
    if (is_pointer(text_of(content_)))
        found_.parts.insert({.kind = MissingPart::Kind::LfsPointer, .path = std::string(path.text())});
    if (path.filename() != kModules) return {};
    const auto parent = path.parent();
    for (const auto& name : paths_in(text_of(content_)))
        submodules_.insert(parent ? std::string(parent->text()) + "/" + name : name);
    return {};
}

Result<MissingParts> MissingPartsScan::finish(const Folder& tree, std::uint64_t files) {
    for (const auto& name : submodules_) {
        const auto path = RelativePath::parse(name);
        if (path && TRY(is_missing(tree, *path)))
            found_.parts.insert({.kind = MissingPart::Kind::Submodule, .path = name});
    }
    if (files == 0) found_.parts.insert({.kind = MissingPart::Kind::Files, .path = {}});
    return std::move(found_);
}

Result<MissingParts> find_missing_parts(const Folder& tree, const Interrupt& interrupt) {
    MissingPartsScan scan;
    std::uint64_t files = 0;
    const auto look = [&](const WalkEntry& found, const Folder& holder) -> Result<WalkNext> {
        TRY(interrupt.check("looking for missing parts"));
        if (found.status.kind != FileKind::Folder) ++files;
        if (found.status.kind != FileKind::Regular) return WalkNext::Enter;
        TRY(scan.begin(found.path, found.status));
        if (may_matter(found.path, found.status.size)) {
            const auto file = TRY(holder.open_file(TRY(RelativePath::parse(found.path.filename()))));
            TRY(scan.bytes(TRY(file.read_all(kModulesBytesMax))));
        }
        TRY(scan.end());
        return WalkNext::Enter;
    };
    TRY(walk(tree, look));
    return scan.finish(tree, files);
}

}  // namespace assay::storage
