// SPDX-License-Identifier: Apache-2.0
#include "base/files/folder.hpp"

#include "base/core/text.hpp"
#include "base/files/beneath.hpp"
#include "base/files/listing.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

namespace assay {

namespace {

constexpr int kFolderFlags = O_RDONLY | O_DIRECTORY;

FileKind kind_of(unsigned char type) {
    switch (type) {
        case DT_DIR: return FileKind::Folder;
        case DT_LNK: return FileKind::Link;
        case DT_FIFO: return FileKind::Fifo;
        case DT_SOCK: return FileKind::Socket;
        case DT_CHR: return FileKind::CharacterDevice;
        case DT_BLK: return FileKind::BlockDevice;
        default: return FileKind::Regular;
    }
}

}  // namespace

Result<Folder> Folder::open(const std::filesystem::path& path) {
    return Folder(TRY(Descriptor::open(path, kFolderFlags)));
}

Result<Folder> Folder::make(const std::filesystem::path& path, unsigned mode) {
    if (::mkdir(path.c_str(), mode) == 0 || errno == EEXIST) return open(path);
    const auto parent = path.parent_path();
    if (errno != ENOENT || parent.empty() || parent == path) return failed_at("making folder", path.string(), errno);
    TRY(make(parent, mode));
    if (::mkdir(path.c_str(), mode) != 0 && errno != EEXIST) return failed_at("making folder", path.string(), errno);
    return open(path);
}

Result<Folder> Folder::duplicate() const { return Folder(TRY(descriptor_.duplicate())); }

Result<Folder> Folder::folder(const RelativePath& path) const {
    return Folder(TRY(open_beneath(descriptor_, path, kFolderFlags)));
}

Result<Folder> Folder::make_folder(const RelativePath& path, unsigned mode) const {
    auto parent = path.parent() ? TRY(make_folder(*path.parent(), mode)) : TRY(duplicate());
    const auto last = TRY(RelativePath::parse(path.filename()));
    if (::mkdirat(parent.descriptor_.number(), last.text().c_str(), mode) != 0 && errno != EEXIST)
        return failed_at("making folder", name_below(descriptor_, path.text()), errno);
    return parent.folder(last);
}

Result<Descriptor> Folder::open_file(const RelativePath& path) const {
    // O_NONBLOCK: a FIFO must not make us wait before it can be refused. Regular files do not know it.
    auto file = TRY(open_beneath(descriptor_, path, O_RDONLY | O_NONBLOCK));
    const auto kind = TRY(file.status()).kind;
    if (kind != FileKind::Regular)
        return fail(ErrorKind::Invalid,
                    "opening " + quote(file.name()) + ": is " + std::string(describe(kind)) + ", not a regular file");
    return file;
}

Result<Descriptor> Folder::create_file(const RelativePath& path, unsigned mode) const {
    return open_beneath(descriptor_, path, O_RDWR | O_CREAT | O_EXCL, mode);
}

Result<FileStatus> Folder::status(const RelativePath& path) const {
    const auto place = TRY(place_of(descriptor_, path));
    struct ::stat raw{};
    if (::fstatat(place.folder, place.name.c_str(), &raw, AT_SYMLINK_NOFOLLOW) != 0)
        return failed_at("looking at", name_below(descriptor_, path.text()), errno);
    return FileStatus::from(raw);
}

Result<bool> Folder::exists(const RelativePath& path) const {
    const auto found = status(path);
    if (found) return true;
    if (found.error().kind() == ErrorKind::NotFound) return false;
    return fail(found.error());
}

Result<std::string> Folder::read_link(const RelativePath& path) const {
    const auto place = TRY(place_of(descriptor_, path));
    std::string target(PATH_MAX, '\0');
    const auto size = ::readlinkat(place.folder, place.name.c_str(), target.data(), target.size());
    if (size < 0 && errno == EINVAL)
        return fail(ErrorKind::Invalid,
                    "reading link " + quote(name_below(descriptor_, path.text())) + ": is not a symbolic link");
    if (size < 0) return failed_at("reading link", name_below(descriptor_, path.text()), errno);
    target.resize(static_cast<std::size_t>(size));
    return target;
}

Status Folder::make_link(const RelativePath& path, const std::string& target) const {
    const auto place = TRY(place_of(descriptor_, path));
    if (target.find('\0') != std::string::npos)
        return fail(ErrorKind::Invalid,
                    "making link " + quote(name_below(descriptor_, path.text())) + ": its target contains a NUL byte");
    if (::symlinkat(target.c_str(), place.folder, place.name.c_str()) != 0)
        return failed_at("making link", name_below(descriptor_, path.text()), errno);
    return {};
}

Status Folder::set_modified(const RelativePath& path, std::int64_t seconds) const {
    const auto place = TRY(place_of(descriptor_, path));
    const struct ::timespec times[2] = {{.tv_sec = 0, .tv_nsec = UTIME_OMIT}, {.tv_sec = seconds, .tv_nsec = 0}};
    if (::utimensat(place.folder, place.name.c_str(), times, AT_SYMLINK_NOFOLLOW) != 0)
        return failed_at("setting the time of", name_below(descriptor_, path.text()), errno);
    return {};
}

Result<std::vector<FolderEntry>> Folder::list(std::size_t most) const {
    auto listing = TRY(Listing::open(descriptor_));
    std::vector<FolderEntry> out;
    while (const auto* entry = TRY(listing.next())) {
        if (out.size() == most)
            return fail(ErrorKind::Limit,
                        "listing " + quote(name()) + ": has more than " + count_of(most, "entry", "entries"));
        if (entry->d_type != DT_UNKNOWN) {
            out.push_back({.name = entry->d_name, .kind = kind_of(entry->d_type)});
            continue;
        }
        // What has gone since is not there: so it is with processes in /proc.
        const auto found = status(TRY(RelativePath::parse(entry->d_name)));
        if (!found && found.error().kind() == ErrorKind::NotFound) continue;
        if (!found) return fail(found.error());
        out.push_back({.name = entry->d_name, .kind = found->kind});
    }
    std::ranges::sort(out);
    return out;
}

Status Folder::rename(const RelativePath& from, const RelativePath& to, WhenPresent when_present) const {
    const auto source = TRY(place_of(descriptor_, from));
    const auto target = TRY(place_of(descriptor_, to));
    const unsigned flags = when_present == WhenPresent::Refuse ? RENAME_NOREPLACE : 0U;
    if (::renameat2(source.folder, source.name.c_str(), target.folder, target.name.c_str(), flags) != 0)
        return failed_at("renaming " + quote(name_below(descriptor_, from.text())) + " to",
                         name_below(descriptor_, to.text()), errno);
    return {};
}

Status Folder::sync_file_system() const {
    if (::syncfs(descriptor_.number()) != 0) return failed_at("syncing the file system of", name(), errno);
    return {};
}

Status Folder::remove(const RelativePath& path) const {
    const auto place = TRY(place_of(descriptor_, path));
    if (::unlinkat(place.folder, place.name.c_str(), 0) != 0)
        return failed_at("removing", name_below(descriptor_, path.text()), errno);
    return {};
}

}  // namespace assay
