// SPDX-License-Identifier: Apache-2.0
#include "storage/intake/copy_tree.hpp"

#include "base/core/text.hpp"
#include "base/files/walk.hpp"
#include "storage/archive/tree_writer.hpp"

namespace assay::storage {

namespace {

constexpr std::size_t kBufferBytes = 256U << 10;
constexpr std::uint32_t kOwnerMayExecute = 0100;

}  // namespace

Status copy_tree(const Folder& from, const Folder& to, std::int64_t modified, const ArchiveLimits& limits,
                 const Interrupt& interrupt) {
    TreeWriter writer(
        to, {.links = LinkTargets::Anywhere, .names = EntryNames::Any, .modified = modified, .limits = limits});
    Bytes buffer(kBufferBytes);
    const auto copy = [&](const WalkEntry& found, const Folder& holder) -> Result<WalkNext> {
        TRY(interrupt.check("copying " + quote(found.path.text())));
        const auto name = TRY(RelativePath::parse(found.path.filename()));
        ArchiveEntry entry{.path = found.path.text(), .mode = 0755, .size = found.status.size};
        switch (found.status.kind) {
            case FileKind::Folder:
                entry.kind = ArchivedKind::Folder;
                TRY(writer.entry(entry));
                break;
            case FileKind::Link:
                entry.kind = ArchivedKind::Link;
                entry.target = TRY(holder.read_link(name));
                TRY(writer.entry(entry));
                break;
            case FileKind::Regular: {
                if ((found.status.mode & kOwnerMayExecute) == 0) entry.mode = 0644;
                TRY(writer.entry(entry));
                const auto file = TRY(holder.open_file(name));
                while (const auto size = TRY(file.read_some(buffer))) TRY(writer.content(ByteView(buffer).first(size)));
                break;
            }
            default:
                return fail(ErrorKind::Invalid, "copying " + quote(found.path.text()) + ": is " +
                                                    std::string(describe(found.status.kind)) +
                                                    ", which no tree can hold");
        }
        return WalkNext::Enter;
    };
    TRY(walk(from, copy, {.depth = limits.depth, .entries = limits.entries}));
    return writer.finish();
}

}  // namespace assay::storage
