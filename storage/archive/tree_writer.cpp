// SPDX-License-Identifier: Apache-2.0
#include "storage/archive/tree_writer.hpp"

#include "base/core/text.hpp"
#include "base/files/beneath.hpp"
#include "storage/archive/entry_name.hpp"

#include <algorithm>
#include <cerrno>
#include <ranges>

#include <unistd.h>

namespace assay::storage {

namespace {

constexpr std::uint32_t kUmask = 022, kSpecialBits = 07000, kPermissionBits = 0777;
constexpr std::uint32_t kOwnerReads = 0400, kOwnerEnters = 0700;
constexpr std::size_t kTargetBytesMax = 4095;
constexpr std::size_t kSpecialKept = 20;
// The kernel gives up after as many.
constexpr int kLinksFollowedMax = 40;

std::unexpected<Error> refused(std::string_view path, std::string what) {
    return fail(ErrorKind::Invalid, "entry " + quote(path) + ": " + std::move(what));
}

RelativePath path_known_good(std::string_view text) { return *RelativePath::parse(text); }

}  // namespace

Status TreeWriter::entry(const ArchiveEntry& entry) {
    TRY(end_file());
    const auto path =
        TRY(options_.names == EntryNames::Harmless ? path_of_entry(entry.path) : RelativePath::parse(entry.path));
    if (++entries_ > options_.limits.entries)
        return fail(ErrorKind::Limit, "there are more entries than " + std::to_string(options_.limits.entries));
    if (path.components().size() > options_.limits.depth)
        return fail(ErrorKind::Limit,
                    "entry " + quote(entry.path) + ": lies deeper than " + count_of(options_.limits.depth, "folder"));
    newest_ = std::max(newest_, entry.modified);
    if (const auto found = written_.find(path.text()); found != written_.end()) {
        if (entry.kind != ArchivedKind::Folder || !found->second.is_implied)
            return refused(path.text(), "appears twice");
    }
    TRY(make_folders_above(path));
    switch (entry.kind) {
        case ArchivedKind::Folder: return write_folder(path, entry);
        case ArchivedKind::File: return begin_file(path, entry);
        case ArchivedKind::Link: return write_link(path, entry);
        case ArchivedKind::HardLink: return write_hard_link(path, entry);
    }
    return {};
}

Status TreeWriter::make_folders_above(const RelativePath& path) {
    const auto parent = path.parent();
    if (!parent) return {};
    if (const auto found = written_.find(parent->text()); found != written_.end()) {
        if (found->second.kind == ArchivedKind::Folder) return {};
        return refused(path.text(),
                       "lies in " + quote(parent->text()) + ", which is " + std::string(describe(found->second.kind)));
    }
    TRY(make_folders_above(*parent));
    TRY(folder_.make_folder(*parent, kOwnerEnters));
    written_.emplace(parent->text(), Written{.kind = ArchivedKind::Folder, .is_implied = true});
    return {};
}

std::uint32_t TreeWriter::mode_of(const RelativePath& path, const ArchiveEntry& entry) {
    if ((entry.mode & kSpecialBits) != 0) {
        ++special_count_;
        if (special_.size() < kSpecialKept) special_.push_back(path);
    }
    const auto always = entry.kind == ArchivedKind::Folder ? kOwnerEnters : kOwnerReads;
    return (entry.mode & kPermissionBits & ~kUmask) | always;
}

Status TreeWriter::write_folder(const RelativePath& path, const ArchiveEntry& entry) {
    if (!written_.contains(path.text())) TRY(folder_.make_folder(path, kOwnerEnters));
    written_.insert_or_assign(
        path.text(), Written{.kind = ArchivedKind::Folder, .mode = mode_of(path, entry), .modified = time_of(entry)});
    return {};
}

Status TreeWriter::begin_file(const RelativePath& path, const ArchiveEntry& entry) {
    TRY(take_bytes(path, entry.size));
    file_ = TRY(folder_.create_file(path, 0600));
    writer_.emplace(file_);
    file_path_ = path;
    left_ = entry.size;
    file_written_ = {
        .kind = ArchivedKind::File, .size = entry.size, .mode = mode_of(path, entry), .modified = time_of(entry)};
    return {};
}

Status TreeWriter::content(ByteView bytes) {
    if (!file_path_ || bytes.size() > left_)
        return fail(ErrorKind::Invalid, "there is content that belongs to no file");
    left_ -= bytes.size();
    return writer_->write(bytes);
}

Status TreeWriter::end_file() {
    if (!file_path_) return {};
    const auto path = *std::exchange(file_path_, std::nullopt);
    if (left_ > 0) return refused(path.text(), "has less content than its size says");
    TRY(writer_->finish());
    TRY(file_.set_mode(file_written_.mode));
    TRY(file_.close());
    TRY(folder_.set_modified(path, file_written_.modified));
    written_.emplace(path.text(), file_written_);
    return {};
}

Status TreeWriter::write_link(const RelativePath& path, const ArchiveEntry& entry) {
    const auto& target = entry.target;
    if (target.empty() || target.size() > kTargetBytesMax || target.find('\0') != std::string::npos)
        return refused(path.text(), "is a link to nothing a link can lead to");
    if (options_.links == LinkTargets::WithinTree && target.front() == '/')
        return refused(path.text(), "is a link to the absolute path " + quote(target));
    if (options_.names == EntryNames::Harmless && is_gitmodules_name(path.filename()))
        return refused(path.text(), "is a link where git expects a file");
    TRY(folder_.make_link(path, target));
    TRY(folder_.set_modified(path, time_of(entry)));
    written_.emplace(path.text(), Written{.kind = ArchivedKind::Link});
    links_.emplace(path.text(), target);
    return {};
}

Status TreeWriter::write_hard_link(const RelativePath& path, const ArchiveEntry& entry) {
    std::string_view name = entry.target;
    while (name.starts_with("./")) name.remove_prefix(2);
    const auto target = TRY_WITHIN("hard link " + quote(path.text()), path_of_entry(name));
    const auto found = written_.find(target.text());
    if (found == written_.end())
        return refused(path.text(), "is a hard link to " + quote(name) + ", which is not there before it");
    if (found->second.kind != ArchivedKind::File)
        return refused(path.text(),
                       "is a hard link to " + quote(name) + ", which is " + std::string(describe(found->second.kind)));
    const auto written = found->second;
    TRY(take_bytes(path, written.size));
    const auto from = TRY(place_of(folder_.descriptor(), target));
    const auto to = TRY(place_of(folder_.descriptor(), path));
    if (::linkat(from.folder, from.name.c_str(), to.folder, to.name.c_str(), 0) != 0)
        return failed_at("making hard link", name_below(folder_.descriptor(), path.text()), errno);
    written_.emplace(path.text(), written);
    return {};
}

Status TreeWriter::take_bytes(const RelativePath& path, std::uint64_t bytes) {
    if (bytes > options_.limits.bytes - bytes_)
        return fail(ErrorKind::Limit, "with entry " + quote(path.text()) + " the tree is larger than " +
                                          human_bytes(options_.limits.bytes));
    bytes_ += bytes;
    return {};
}

/// Goes the way the kernel would, on paper: component by component, each link on the way replaced by its target.
Status TreeWriter::check_link(std::string_view path) const {
    std::vector<std::string> there;  // resolved so far
    std::vector<std::string> ahead;  // to come, last first
    const auto push = [&ahead](std::string_view text) {
        for (const auto& part : split(text, '/') | std::views::reverse) ahead.emplace_back(part);
    };
    push(path);
    for (int followed = 0; !ahead.empty();) {
        const auto part = std::move(ahead.back());
        ahead.pop_back();
        if (part.empty() || part == ".") continue;
        if (part == "..") {
            if (there.empty())
                return refused(path, "is a link that leads out of the tree, to " + quote(links_.find(path)->second));
            there.pop_back();
            continue;
        }
        there.push_back(part);
        const auto link = links_.find(join(there, "/"));
        if (link == links_.end()) continue;
        if (++followed > kLinksFollowedMax) return refused(path, "is a link that leads round in a circle");
        there.pop_back();
        push(link->second);
    }
    return {};
}

Status TreeWriter::finish() {
    TRY(end_file());
    if (options_.links == LinkTargets::WithinTree)
        for (const auto& [path, target] : links_) TRY(check_link(path));
    // Deepest first: a folder's time must not change any more once it is set.
    for (const auto& [path, written] : written_ | std::views::reverse) {
        if (written.kind != ArchivedKind::Folder) continue;
        const auto name = path_known_good(path);
        TRY(TRY(folder_.folder(name)).descriptor().set_mode(written.mode));
        TRY(folder_.set_modified(name, options_.modified.value_or(written.is_implied ? newest_ : written.modified)));
    }
    return {};
}

}  // namespace assay::storage
