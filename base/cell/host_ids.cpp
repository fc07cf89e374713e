// SPDX-License-Identifier: Apache-2.0
#include "base/cell/host_ids.hpp"

#include "base/core/text.hpp"
#include "base/files/read.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <fstream>
#include <optional>

#include <fcntl.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/un.h>
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

// Of a user's subordinate ids those that no package has inside a root: "reserved" in Debian's policy (9.2.2).
constexpr unsigned kReservedFirst = 65'000;
constexpr unsigned kReservedCount = 534;

// The locks of single ids and of ranges lie side by side in one file: a byte each.
constexpr unsigned lock_byte(unsigned count, unsigned slot) { return count == 1 ? slot : kOneSlots + slot; }

std::string user_name(unsigned uid) {
    std::vector<char> buffer(4096);
    passwd entry{};
    passwd* found = nullptr;
    getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found);
    return found ? found->pw_name : std::string();
}

// The first id of a block of 65,536 in a file of `name-or-uid:first:count` lines (subuid(5)).
std::optional<unsigned> subordinate_block(std::string_view text, const std::string& name, unsigned uid) {
    for (const auto line : split(text, '\n')) {
        const auto fields = split(line, ':');
        if (fields.size() != 3 || (fields[0] != name && fields[0] != std::to_string(uid))) continue;
        const auto first = parse_decimal(fields[1]), count = parse_decimal(fields[2]);
        if (first && count && *count >= HostIds::kRangeCount && *first <= 0xfffeffff)
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
                      "taking 65,536 ids for a cell: " + quote(file) + " gives user " + quote(who) + " none")
                    .with_hint("as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 " + who));
}

/// Ids from which to take `slots` times `count`.
struct Block {
    std::uint64_t base = 0;
    std::uint64_t slots = 0;
};

// The wanted ones where root has them all. Root of a container has fewer (user_namespaces(7)): there it is the upper
// half of what is mapped, above the ids that its own users have.
Block available(Block wanted, std::uint64_t count) {
    Block found;
    std::ifstream map("/proc/self/uid_map");
    for (std::uint64_t inside = 0, outside = 0, size = 0; map >> inside >> outside >> size;) {
        if (inside <= wanted.base && wanted.base + wanted.slots * count <= inside + size) return wanted;
        const auto slots = std::min(size / 2 / count, wanted.slots);
        if (slots > found.slots) found = {.base = inside + size - size / 2, .slots = slots};
    }
    return found;
}

}  // namespace

Result<HostIds> HostIds::take(unsigned count) {
    const auto wanted = count == 1 ? Block{kOneBase, kOneSlots} : Block{kRangeBase, kRangeSlots};
    const auto [base, slots] = available(wanted, count);
    if (slots == 0)
        return fail(Error(ErrorKind::Sandbox, "taking " + count_of(count, "id") +
                                                  " for a cell: this root has too few, see "
                                                  "/proc/self/uid_map")
                        .with_hint("run it as an ordinary user, or as root of the machine"));
    auto file = Descriptor::open(kLockFile, O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
    if (!file)
        return fail(std::move(file)
                        .error()
                        .within("taking ids for a cell")
                        .as(ErrorKind::Sandbox)
                        .with_hint("/run has to be there and root has to be able to write to it, since all cells of "
                                   "the machine meet there: "
                                   "mount -t tmpfs tmpfs /run; in a container, --tmpfs /run"));
    // Where to begin looking differs, so that ids rest before they are used again.
    const auto start = static_cast<unsigned>(::getpid());
    for (unsigned i = 0; i < slots; ++i) {
        const auto slot = static_cast<unsigned>((start + i) % slots);
        struct flock lock{};
        lock.l_type = F_WRLCK;
        lock.l_whence = SEEK_SET;
        lock.l_start = lock_byte(count, slot);
        lock.l_len = 1;
        if (::fcntl(file->number(), F_OFD_SETLK, &lock) == 0) {
            HostIds ids;
            ids.kind_ = Kind::Fresh;
            ids.first_uid_ = ids.first_gid_ = static_cast<unsigned>(base) + slot * count;
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
    if (::geteuid() == 0) return take(1);
    HostIds ids;
    ids.first_uid_ = ::geteuid();
    ids.first_gid_ = ::getegid();
    return ids;
}

Result<HostIds> HostIds::of_caller() {
    HostIds ids;
    ids.first_uid_ = ::geteuid();
    ids.first_gid_ = ::getegid();
    ids.subordinate_uid_ = TRY(subordinate("/etc/subuid", ids.first_uid_));
    ids.subordinate_gid_ = TRY(subordinate("/etc/subgid", ids.first_uid_));
    return ids;
}

Status HostIds::take_slot() {
    // Other users' cells are in network namespaces of their own: none of them can take such a name.
    const auto start = static_cast<unsigned>(::getpid());
    for (unsigned i = 0; i < kReservedCount; ++i) {
        const auto slot = kReservedFirst + (start + i) % kReservedCount;
        lock_ = Descriptor(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), "ids for a cell");
        if (!lock_.is_open()) return fail(io_error("taking ids for a cell", errno).as(ErrorKind::Sandbox));
        const auto name = "assay-cell-" + std::to_string(subordinate_uid_ + slot);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        name.copy(address.sun_path + 1, sizeof address.sun_path - 1);
        const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
        if (::bind(lock_.number(), reinterpret_cast<const sockaddr*>(&address), size) == 0) {
            first_uid_ = subordinate_uid_ + slot;
            first_gid_ = subordinate_gid_ + slot;
            return {};
        }
        if (errno != EADDRINUSE) return fail(io_error("taking ids for a cell", errno).as(ErrorKind::Sandbox));
    }
    return fail(ErrorKind::Sandbox, "taking ids for a cell: all " + std::to_string(kReservedCount) + " are in use");
}

Result<HostIds> HostIds::apart() {
    if (::geteuid() == 0) return take(1);
    const bool has_tools = ::access("/usr/bin/newuidmap", X_OK) == 0 && ::access("/usr/bin/newgidmap", X_OK) == 0;
    auto ids = of_caller();
    if (!ids || !has_tools) return one();
    ids->kind_ = Kind::Subordinate;
    TRY(ids->take_slot());
    return ids;
}

Result<HostIds> HostIds::range() {
    if (::geteuid() == 0) return take(kRangeCount);
    auto ids = TRY(of_caller());
    ids.kind_ = Kind::Subordinate;
    ids.count_ = kRangeCount;
    ids.first_uid_ = ids.subordinate_uid_;
    ids.first_gid_ = ids.subordinate_gid_;
    return ids;
}

Result<HostIds> HostIds::keeper() {
    if (::geteuid() == 0) return fail(ErrorKind::Internal, "taking ids for a cell: root needs no keeper");
    auto ids = TRY(of_caller());
    ids.kind_ = Kind::Keeper;
    ids.count_ = 1 + kRangeCount;
    return ids;
}

}  // namespace assay::cell
