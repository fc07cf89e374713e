// SPDX-License-Identifier: Apache-2.0
#include "verifier/rebuild/read_watch.hpp"

#include "base/core/text.hpp"
#include "base/files/beneath.hpp"

#include <fcntl.h>
#include <sys/inotify.h>
#include <unistd.h>
#include <cerrno>

namespace assay::verifier {

// Each watch fires once, so the queue holds at most one event (and one "ignored") for each file. A queue too short for
// that overflows, and an overflow counts every file as opened.

namespace {

/// fs.inotify.max_queued_events of an ordinary kernel.
constexpr std::size_t kFilesMax = 8000;

}  // namespace

Result<ReadWatch> ReadWatch::set(const Folder& folder, const std::vector<RelativePath>& files) {
    if (files.size() > kFilesMax)
        return fail(ErrorKind::Unavailable, "watching " + count_of(files.size(), "file") + ": more than " +
                                                std::to_string(kFilesMax) + " are not watched");
    Descriptor queue(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK), "inotify queue");
    if (!queue.is_open()) return fail(io_error("watching files", errno).as(ErrorKind::Unavailable));
    std::map<int, std::vector<RelativePath>> watched;
    for (const auto& path : files) {
        // By descriptor, so that no link is followed: the magic link leads to the very file that was found. Found, not
        // opened: that would fire the watch of another link to it.
        const auto file = TRY(open_beneath(folder.descriptor(), path, O_PATH));
        const auto magic = "/proc/self/fd/" + std::to_string(file.number());
        const int watch = ::inotify_add_watch(queue.number(), magic.c_str(), IN_OPEN | IN_ONESHOT);
        if (watch < 0) return fail(io_error("watching " + quote(path.text()), errno).as(ErrorKind::Unavailable));
        watched[watch].push_back(path);  // hard links share a watch
    }
    return ReadWatch(std::move(queue), std::move(watched));
}

Result<std::set<RelativePath>> ReadWatch::finish() {
    std::set<RelativePath> out;
    alignas(inotify_event) char buffer[64U << 10];
    for (;;) {
        const auto got = ::read(queue_.number(), buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && errno == EAGAIN) return out;
        if (got <= 0) return fail(io_error("reading what was opened", errno));
        for (const char* at = buffer; at < buffer + got;) {
            inotify_event event;
            std::memcpy(&event, at, sizeof event);
            at += sizeof event + event.len;
            if ((event.mask & IN_Q_OVERFLOW) != 0)
                for (const auto& [watch, paths] : watched_) out.insert(paths.begin(), paths.end());
            if ((event.mask & IN_OPEN) == 0) continue;
            if (const auto found = watched_.find(event.wd); found != watched_.end())
                out.insert(found->second.begin(), found->second.end());
        }
    }
}

}  // namespace assay::verifier
