// SPDX-License-Identifier: Apache-2.0
#include "storage/index/extraction.hpp"

#include "base/core/text.hpp"
#include "base/files/extents.hpp"

namespace assay::storage {

namespace {

constexpr unsigned kFileModeMeanwhile = 0600;
constexpr unsigned kFolderModeMeanwhile = 0700;
constexpr unsigned kPermissionBits = 0777;

std::string extracting(const RelativePath& path) { return "extracting " + quote(path.text()); }

}  // namespace

Status Extraction::directory(const OpenedDirectory& from, const RelativePath* path, const Folder& to,
                             std::size_t depth) {
    TRY_WITHIN("extracting", count_.add(from, path, depth));
    for (const auto& found : from.entries()) {
        const auto name = TRY(RelativePath::parse(found.name));
        TRY(entry(from, found, path != nullptr ? TRY(path->join(name)) : name, to, depth));
    }
    return {};
}

Status Extraction::entry(const OpenedDirectory& from, const Entry& entry, const RelativePath& path, const Folder& to,
                         std::size_t depth) {
    TRY(interrupt_.check(extracting(path)));
    const auto name = TRY(RelativePath::parse(entry.name));
    switch (entry.kind) {
        case EntryKind::File:
            TRY_WITHIN("extracting", count_.add(entry, path));
            TRY_WITHIN(extracting(path), file(from, entry, name, to));
            break;
        case EntryKind::Link: TRY_WITHIN(extracting(path), to.make_link(name, entry.target)); break;
        case EntryKind::Directory: TRY(subdirectory(entry, path, to, depth)); break;
    }
    return set_time(entry, name, to);
}

Status Extraction::file(const OpenedDirectory& from, const Entry& entry, const RelativePath& name, const Folder& to) {
    const auto made = TRY(to.create_file(name, kFileModeMeanwhile));
    SparseWriter writer(made);
    auto written = opener_.content(from, entry, [&](ByteView bytes) -> Status {
        TRY(interrupt_.check("writing it"));
        TRY(writer.write(bytes));
        progress_.advance(bytes.size());
        return {};
    });
    if (written) written = writer.finish();
    if (written) written = made.set_mode(mode_of(entry));
    if (written) return {};
    if (const auto removed = to.remove(name); !removed)
        return fail(std::move(written).error().with_hint("remove it, its content is not what was deposited: " +
                                                         removed.error().message()));
    return written;
}

Status Extraction::subdirectory(const Entry& entry, const RelativePath& path, const Folder& to, std::size_t depth) {
    const auto name = TRY(RelativePath::parse(entry.name));
    const auto opened = TRY_WITHIN(extracting(path), opener_.directory(entry.child));
    if (TRY(to.exists(name))) return fail(ErrorKind::Conflict, extracting(path) + ": something of that name is there");
    const auto made = TRY(to.make_folder(name, kFolderModeMeanwhile));
    TRY(directory(opened, &path, made, depth + 1));
    return made.descriptor().set_mode(mode_of(entry));
}

Status Extraction::set_time(const Entry& entry, const RelativePath& name, const Folder& to) const {
    const auto time = options_.modified ? options_.modified : entry.modified;
    return time ? to.set_modified(name, *time) : Status();
}

unsigned Extraction::mode_of(const Entry& entry) const {
    return options_.special_bits == ExtractOptions::SpecialBits::Keep ? entry.mode : entry.mode & kPermissionBits;
}

}  // namespace assay::storage
