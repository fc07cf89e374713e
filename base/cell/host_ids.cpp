// SPDX-License-Identifier: Apache-2.0
#include "base/cell/host_ids.hpp"

#include "base/core/text.hpp"
#include "base/files/read.hpp"

#include <cerrno>
#include <fstream>
#include <optional>

#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

namespace assay::cell {

namespace {

// Above every range that adduser, systemd and container tools allocate from, below 2^31.
constexpr unsigned kOneBase = 1'900'000'000;
constexpr unsigned kOneSlots = 4096;
constexpr unsigned kRangeBase = 1'910'000'000;
constexpr unsigned kRangeSlots = 256;
constexpr auto kLockFile = "/run/assay-cells";
constexpr std::size_t kSubordinateFileBytesMax = 1U << 20;

// The locks of single ids and of ranges lie side by side in one file: a byte each.
constexpr unsigned lock_byte(unsigned count, unsigned slot) { return count == 1 ? slot : kOneSlots + slot; }

std::string user_name(unsigned uid) {
    std::vector<char> buffer(4096);
    passwd entry{};
    passwd* found = nullptr;
    getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found);
    return found ? found->pw_name : std::string();
}

// The first id of a block of 65,535 in a file of `name-or-uid:first:count` lines (subuid(5)).
std::optional<unsigned> subordinate_block(std::string_view text, const std::string& name, unsigned uid) {
    for (const auto line : split(text, '\n')) {
        const auto fields = split(line, ':');
        if (fields.size() != 3 || (fields[0] != name && fields[0] != std::to_string(uid))) continue;
        const auto first = parse_decimal(fields[1]), count = parse_decimal(fields[2]);
        if (first && count && *count >= HostIds::kRangeCount - 1 && *first <= 0xfffeffff)
            return static_cast<unsigned>(*first);
    }
    return {};
}

Result<unsigned> subordinate(const char* file, unsigned uid) {
    const auto name = user_name(uid);
    if (auto text = read_file(file, kSubordinateFileBytesMax))
        if (const auto first = subordinate_block(text_of(*text), name, uid)) return *first;
    const auto who = name.empty() ? std::to_string(uid) : name;
    return fail(Error(ErrorKind::Sandbox,
                      "taking 65,535 ids for a cell: " + quote(file) + " gives user " + quote(who) + " none")
                    .with_hint("as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 " + who));
}

// Whether this process can become such ids at all: in a container of its own, root has fewer (user_namespaces(7)).
bool are_mapped(std::uint64_t first, std::uint64_t count) {
    std::ifstream map("/proc/self/uid_map");
    for (std::uint64_t inside = 0, outside = 0, size = 0; map >> inside >> outside >> size;)
        if (inside <= first && first + count <= inside + size) return true;
    return false;
}

bool takes_fresh_ids(unsigned base, unsigned count, unsigned slots) {
    return ::geteuid() == 0 && are_mapped(base, std::uint64_t{count} * slots);
}

}  // namespace

Result<HostIds> HostIds::take(unsigned base, unsigned count) {
    const unsigned slots = count == 1 ? kOneSlots : kRangeSlots;
    auto file = Descriptor::open(kLockFile, O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
    if (!file) return fail(std::move(file).error().within("taking ids for a cell").as(ErrorKind::Sandbox));
    // Where to begin looking differs, so that ids rest before they are used again.
    const auto start = static_cast<unsigned>(::getpid());
    for (unsigned i = 0; i < slots; ++i) {
        const unsigned slot = (start + i) % slots;
        struct flock lock{};
        lock.l_type = F_WRLCK;
        lock.l_whence = SEEK_SET;
        lock.l_start = lock_byte(count, slot);
        lock.l_len = 1;
        if (::fcntl(file->number(), F_OFD_SETLK, &lock) == 0) {
            HostIds ids;
            ids.first_uid_ = ids.first_gid_ = base + slot * count;
            ids.count_ = count;
            ids.lock_ = std::move(*file);
            return ids;
        }
        if (errno != EAGAIN && errno != EACCES)
            return fail(io_error("taking ids for a cell: locking " + quote(kLockFile), errno).as(ErrorKind::Sandbox));
    }
    return fail(ErrorKind::Sandbox, "taking ids for a cell: all " + std::to_string(slots) + " are in use");
}

Result<HostIds> HostIds::one() {
    if (takes_fresh_ids(kOneBase, 1, kOneSlots)) return take(kOneBase, 1);
    HostIds ids;
    ids.first_uid_ = ::geteuid();
    ids.first_gid_ = ::getegid();
    return ids;
}

Result<HostIds> HostIds::range() {
    if (takes_fresh_ids(kRangeBase, kRangeCount, kRangeSlots)) return take(kRangeBase, kRangeCount);
    HostIds ids;
    ids.first_uid_ = ::geteuid();
    ids.first_gid_ = ::getegid();
    ids.count_ = kRangeCount;
    ids.subordinate_uid_ = TRY(subordinate("/etc/subuid", ids.first_uid_));
    ids.subordinate_gid_ = TRY(subordinate("/etc/subgid", ids.first_uid_));
    return ids;
}

}  // namespace assay::cell
