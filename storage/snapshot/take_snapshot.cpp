// SPDX-License-Identifier: Apache-2.0
#include "storage/snapshot/take_snapshot.hpp"

#include "base/core/text.hpp"
#include "storage/snapshot/line_counter.hpp"

namespace assay::storage {

namespace {

constexpr std::size_t kBufferBytes = 256U << 10;
constexpr std::uint32_t kOwnerMayExecute = 0100;

class SnapshotTaker {
public:
    SnapshotTaker(SnapshotObserver* observer, const Interrupt& interrupt, SnapshotLimits limits)
        : observer_(observer), interrupt_(interrupt), limits_(limits), buffer_(kBufferBytes) {}

    Result<Snapshot> take(const Folder& root) {
        TRY(interrupt_.check("taking the snapshot of " + quote(root.name())));
        snapshot_.lines = 0;
        snapshot_.ids = TRY(folder(root, nullptr, 1));
        return snapshot_;
    }

private:
    Result<GitIds> folder(const Folder& holder, const RelativePath* prefix, std::size_t depth) {
        const auto listed = TRY(holder.list(std::min<std::uint64_t>(limits_.entries - entries_, Folder::kEntriesMax)));
        entries_ += listed.size();
        std::vector<TreeEntry> entries;
        entries.reserve(listed.size());
        for (const auto& found : listed) {
            const auto name = TRY(RelativePath::parse(found.name));
            const auto path = prefix != nullptr ? TRY(prefix->join(name)) : name;
            TRY_WITHIN("taking the snapshot of " + quote(path.text()), check_tree_name(found.name));
            entries.push_back(TRY(entry(holder, found, name, path, depth)));
        }
        return tree_ids(std::move(entries));
    }

    Result<TreeEntry> entry(const Folder& holder, const FolderEntry& found, const RelativePath& name,
                            const RelativePath& path, std::size_t depth) {
        switch (found.kind) {
            case FileKind::Regular: return file(holder, name, path);
            case FileKind::Link: {
                const auto target = TRY(holder.read_link(name));
                TRY(count(path, target.size()));
                return TreeEntry{found.name, TreeMode::Link, git_ids(GitObjectType::Blob, bytes_of(target))};
            }
            case FileKind::Folder: {
                if (depth == limits_.depth)
                    return fail(ErrorKind::Limit, "taking the snapshot of " + quote(path.text()) +
                                                      ": lies deeper than " + count_of(limits_.depth, "folder"));
                const auto ids = TRY(folder(TRY(holder.folder(name)), &path, depth + 1));
                return TreeEntry{found.name, TreeMode::Folder, ids};
            }
            default:
                return fail(ErrorKind::Invalid, "taking the snapshot of " + quote(path.text()) + ": is " +
                                                    std::string(describe(found.kind)) + ", which no tree can hold");
        }
    }

    Result<TreeEntry> file(const Folder& holder, const RelativePath& name, const RelativePath& path) {
        TRY(interrupt_.check("taking the snapshot of " + quote(path.text())));
        const auto opened = TRY(holder.open_file(name));
        const auto status = TRY(opened.status());
        TRY(count(path, status.size));
        if (observer_ != nullptr) TRY(observer_->begin(path, status));
        GitIdStream ids(GitObjectType::Blob, status.size);
        LineCounter lines;
        std::uint64_t seen = 0;
        for (;;) {
            const auto size = TRY(opened.read_some(buffer_));
            if (size == 0) break;
            seen += size;
            if (seen > status.size) break;
            if (interrupt_.requested()) TRY(interrupt_.check("taking the snapshot of " + quote(path.text())));
            const auto bytes = ByteView(buffer_).first(size);
            ids.update(bytes);
            lines.update(bytes);
            if (observer_ != nullptr) TRY(observer_->bytes(bytes));
        }
        if (seen != status.size)
            return fail(ErrorKind::Conflict,
                        "taking the snapshot of " + quote(path.text()) + ": it changed while it was read");
        if (observer_ != nullptr) TRY(observer_->end());
        *snapshot_.lines += lines.finish();
        const auto mode = (status.mode & kOwnerMayExecute) != 0 ? TreeMode::Executable : TreeMode::File;
        return TreeEntry{std::string(name.text()), mode, ids.finish()};
    }

    Status count(const RelativePath& path, std::uint64_t bytes) {
        ++snapshot_.files;
        if (bytes > limits_.bytes - snapshot_.bytes)
            return fail(ErrorKind::Limit, "taking the snapshot of " + quote(path.text()) +
                                              ": with it the tree is larger than " + human_bytes(limits_.bytes));
        snapshot_.bytes += bytes;
        return {};
    }

    SnapshotObserver* observer_;
    const Interrupt& interrupt_;
    SnapshotLimits limits_;
    Bytes buffer_;
    std::uint64_t entries_ = 0;
    Snapshot snapshot_;
};

}  // namespace

Result<Snapshot> take_snapshot(const Folder& folder, SnapshotObserver* observer, const Interrupt& interrupt,
                               SnapshotLimits limits) {
    return SnapshotTaker(observer, interrupt, limits).take(folder);
}

}  // namespace assay::storage
