// SPDX-License-Identifier: Apache-2.0
#include "verifier/environment/root_index.hpp"

#include "base/core/text.hpp"
#include "base/files/beneath.hpp"
#include "base/files/extents.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>

namespace assay::verifier {

namespace {

char letter_of(FileKind kind) {
    switch (kind) {
        case FileKind::Regular: return 'f';
        case FileKind::Folder: return 'd';
        case FileKind::Link: return 'l';
        case FileKind::Fifo: return 'p';
        case FileKind::Socket: return 's';
        case FileKind::CharacterDevice: return 'c';
        case FileKind::BlockDevice: return 'b';
    }
    return '?';
}

std::string octal(unsigned mode) {
    std::string out;
    for (int shift = 9; shift >= 0; shift -= 3) out.push_back(static_cast<char>('0' + ((mode >> shift) & 7)));
    return out;
}

std::string shown(std::string_view name) { return name.empty() ? "." : escape_name(name); }

Result<std::string> digest_of(const Folder& root, const RelativePath& path) {
    const auto file = TRY(root.open_file(path));
    crypto::HashStream<crypto::Sha256> hash;
    TRY(for_each_part(file, [&](ByteView part) -> Status {
        hash.update(part);
        return {};
    }));
    return crypto::hex(hash.finish());
}

/// A folder on the way of a walk.
struct Level {
    Folder folder;
    std::string path;
    std::vector<FolderEntry> names;
    std::size_t next = 0;
};

/// The words of a line, its path last.
enum Word : std::size_t { kKind, kMode, kOwner, kGroup, kSize, kContent, kPath, kWords };

}  // namespace

std::string escape_name(std::string_view name) {
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte > 0x20 && byte < 0x7f && c != '%') {
            out.push_back(c);
            continue;
        }
        out.push_back('%');
        out.push_back(kDigits[byte >> 4]);
        out.push_back(kDigits[byte & 15]);
    }
    return out;
}

Status RootIndex::add(const Folder& folder, const std::string& name, std::string path) {
    if (entries_.size() >= kEntriesMax)
        return fail(ErrorKind::Limit, "the build root has more than " + count_of(kEntriesMax, "file"));
    struct ::stat raw{};
    const int flags = name.empty() ? AT_EMPTY_PATH : AT_SYMLINK_NOFOLLOW;
    if (::fstatat(folder.descriptor().number(), name.c_str(), &raw, flags) != 0)
        return failed_at("looking at", name_below(folder.descriptor(), name), errno);
    Entry entry{std::move(path), FileStatus::from(raw), raw.st_ctim.tv_sec * 1'000'000'000 + raw.st_ctim.tv_nsec, {}};
    last_change_ = std::max(last_change_, entry.changed);
    entries_.push_back(std::move(entry));
    return {};
}

Result<RootIndex> RootIndex::look(const Folder& root) {
    RootIndex out;
    TRY(out.add(root, "", ""));
    std::vector<Level> levels;
    auto top = TRY(root.duplicate());
    auto top_names = TRY(root.list());
    levels.push_back({std::move(top), "", std::move(top_names), 0});
    while (!levels.empty()) {
        auto& level = levels.back();
        if (level.next == level.names.size()) {
            levels.pop_back();
            continue;
        }
        const auto& name = level.names[level.next++].name;
        auto path = level.path.empty() ? name : level.path + "/" + name;
        TRY(out.add(level.folder, name, path));
        if (out.entries_.back().status.kind != FileKind::Folder) continue;
        auto below = TRY(level.folder.folder(TRY(RelativePath::parse(name))));
        auto names = TRY(below.list());
        levels.push_back({std::move(below), std::move(path), std::move(names), 0});
    }
    return out;
}

crypto::Sha256 RootIndex::state() const {
    crypto::HashStream<crypto::Sha256> hash;
    std::string record;
    for (const auto& entry : entries_) {
        const auto& status = entry.status;
        record = entry.path;
        record.push_back('\0');
        record.push_back(letter_of(status.kind));
        for (const std::uint64_t number :
             {std::uint64_t{status.mode}, std::uint64_t{status.owner}, std::uint64_t{status.group}, status.size,
              status.links, status.device, status.inode, static_cast<std::uint64_t>(entry.changed)})
            record.append(reinterpret_cast<const char*>(&number), sizeof number);
        hash.update(record);
    }
    return hash.finish();
}

Status RootIndex::read(const Folder& root) {
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    std::optional<Error> failure;
    const auto read_some = [&] {
        for (auto i = next++; i < entries_.size(); i = next++) {
            auto& entry = entries_[i];
            const bool is_file = entry.status.kind == FileKind::Regular;
            if (!is_file && entry.status.kind != FileKind::Link) continue;
            const auto content = [&]() -> Result<std::string> {
                const auto path = TRY(RelativePath::parse(entry.path));
                return is_file ? digest_of(root, path) : root.read_link(path);
            }();
            if (content) {
                entry.content = *content;
                continue;
            }
            const std::scoped_lock lock(mutex);
            if (!failure) failure = content.error();
            next = entries_.size();
        }
    };
    std::vector<std::jthread> threads;
    for (unsigned i = 1; i < std::clamp(std::thread::hardware_concurrency(), 1U, 16U); ++i)
        threads.emplace_back(read_some);
    read_some();
    threads.clear();
    if (failure) return fail(std::move(*failure));
    return {};
}

std::string RootIndex::render() const {
    std::string out;
    for (const auto& entry : entries_) {
        const auto& status = entry.status;
        // What a folder's size is, its file system alone knows.
        const auto size = status.kind == FileKind::Folder ? 0 : status.size;
        out.push_back(letter_of(status.kind));
        out += " " + octal(status.mode) + " " + std::to_string(status.owner) + " " + std::to_string(status.group) +
               " " + std::to_string(size) + " " + (entry.content.empty() ? "-" : escape_name(entry.content)) + " " +
               shown(entry.path) + "\n";
    }
    return out;
}

std::string difference_of(std::string_view kept, std::string_view found) {
    const auto before = split(kept, '\n'), now = split(found, '\n');
    for (std::size_t i = 0; i < std::max(before.size(), now.size()); ++i) {
        const auto was = split(i < before.size() ? before[i] : "", ' '), is = split(i < now.size() ? now[i] : "", ' ');
        if (was == is) continue;
        if (was.size() != kWords) return quote(is.size() == kWords ? is[kPath] : "a file") + " was not there";
        if (is.size() != kWords) return quote(was[kPath]) + " is gone";
        const auto name = quote(was[kPath]);
        if (was[kPath] != is[kPath]) {
            // In the order of a walk a new name comes first, and a missing one lets the next come early.
            const bool is_new =
                std::ranges::none_of(before, [&](auto line) { return line.ends_with(" " + std::string(is[kPath])); });
            return is_new ? quote(is[kPath]) + " was not there" : name + " is gone";
        }
        if (was[kKind] != is[kKind]) return name + " is of another kind";
        if (was[kMode] != is[kMode])
            return name + " has mode " + std::string(is[kMode]) + ", " + std::string(was[kMode]) + " was kept";
        if (was[kOwner] != is[kOwner] || was[kGroup] != is[kGroup]) return name + " has another owner";
        return name + " has other bytes";
    }
    return "nothing";
}

}  // namespace assay::verifier
