// SPDX-License-Identifier: Apache-2.0
#include "storage/index/tree_id.hpp"

#include "base/core/text.hpp"

namespace assay::storage {

namespace {

constexpr std::uint16_t kOwnerMayExecute = 0100;

std::string identifying(const RelativePath& path) { return "computing the tree id of " + quote(path.text()); }

}  // namespace

TreeMode tree_mode_of(const Entry& entry) {
    if (entry.kind == EntryKind::Directory) return TreeMode::Folder;
    if (entry.kind == EntryKind::Link) return TreeMode::Link;
    return (entry.mode & kOwnerMayExecute) != 0 ? TreeMode::Executable : TreeMode::File;
}

Result<crypto::Sha256> TreeIdentifier::id_of(const OpenedDirectory& directory, const RelativePath& path,
                                             std::size_t depth) {
    TRY(interrupt_.check(identifying(path)));
    TRY_WITHIN("computing tree ids", count_.add(directory, &path, depth));
    std::vector<TreeEntry> entries;
    entries.reserve(directory.entries().size());
    for (const auto& entry : directory.entries()) {
        GitIds ids;
        switch (entry.kind) {
            case EntryKind::File: ids.sha256 = entry.blob; break;
            case EntryKind::Link: ids.sha256 = git_ids(GitObjectType::Blob, bytes_of(entry.target)).sha256; break;
            case EntryKind::Directory: {
                const auto below = TRY(path.join(TRY(RelativePath::parse(entry.name))));
                const auto opened = TRY_WITHIN(identifying(below), opener_.directory(entry.child));
                ids.sha256 = TRY(id_of(opened, below, depth + 1));
                break;
            }
        }
        entries.push_back({entry.name, tree_mode_of(entry), ids});
    }
    return TRY_WITHIN(identifying(path), tree_id(std::move(entries)));
}

}  // namespace assay::storage
