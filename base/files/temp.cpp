// SPDX-License-Identifier: Apache-2.0
#include "base/files/temp.hpp"

#include "base/files/beneath.hpp"

#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <unistd.h>

namespace assay {

namespace {

std::filesystem::path default_parent() {
    const char* given = std::getenv("TMPDIR");
    return given != nullptr && *given == '/' ? given : "/tmp";
}

/// The folders there are, where a signal's handler can read them.
struct Slot {
    enum State { Free, Changing, Taken };
    std::atomic<int> state = Free;
    char path[PATH_MAX] = {};
};
constexpr std::size_t kSlots = 16;
Slot slots[kSlots];
static_assert(std::atomic<int>::is_always_lock_free);

void remember(const std::string& path) {
    if (path.size() >= sizeof(Slot::path)) return;
    for (auto& slot : slots) {
        int free = Slot::Free;
        if (!slot.state.compare_exchange_strong(free, Slot::Changing)) continue;
        std::memcpy(slot.path, path.c_str(), path.size() + 1);
        slot.state = Slot::Taken;
        return;
    }
}

void forget(const std::string& path) {
    for (auto& slot : slots)
        if (slot.state == Slot::Taken && path == slot.path) slot.state = Slot::Free;
}

}  // namespace

void end_without_temporaries(int signal) {
    // What the shell removes may still be written to for a moment, by a cell that is about to end.
    static const char script[] =
        "trap '' INT TERM HUP; signal=$1; shift; rm -rf -- \"$@\" 2>/dev/null || { sleep 0.5; rm -rf -- \"$@\"; }; "
        "trap - INT TERM HUP; kill -$signal $$";
    char number[] = {static_cast<char>('0' + signal / 10), static_cast<char>('0' + signal % 10), '\0'};
    const char* arguments[5 + kSlots + 1] = {"/bin/sh", "-c", script, "sh", number};
    std::size_t count = 5;
    for (auto& slot : slots)
        if (slot.state == Slot::Taken) arguments[count++] = slot.path;
    if (count == 5) return;
    // The handler runs with its own signal blocked, which would be inherited.
    sigset_t all;
    ::sigfillset(&all);
    ::sigprocmask(SIG_UNBLOCK, &all, nullptr);
    ::execve(arguments[0], const_cast<char* const*>(arguments), environ);
}

Result<TempFolder> TempFolder::make(const std::filesystem::path& parent) {
    const auto where = parent.empty() ? default_parent() : parent;
    auto above = TRY_WITHIN("making a temporary folder", Folder::open(where));
    auto pattern = (where / "assay-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) return failed_at("making temporary folder", pattern, errno);
    const std::filesystem::path path = pattern;
    remember(path);
    auto folder = TRY(above.folder(TRY(RelativePath::parse(path.filename().native()))));
    return TempFolder(std::move(above), std::move(folder), path);
}

TempFolder::TempFolder(Folder parent, Folder folder, std::filesystem::path path)
    : parent_(std::move(parent)), folder_(std::move(folder)), path_(std::move(path)) {}

TempFolder::TempFolder(TempFolder&& other) noexcept
    : parent_(std::move(other.parent_)),
      folder_(std::move(other.folder_)),
      path_(std::move(other.path_)),
      is_there_(std::exchange(other.is_there_, false)) {}

TempFolder::~TempFolder() {
    if (is_there_) static_cast<void>(remove());
}

Status TempFolder::remove() {
    is_there_ = false;
    const auto removed = parent_.remove_tree(TRY(RelativePath::parse(path_.filename().native())));
    forget(path_);
    return removed;
}

}  // namespace assay
