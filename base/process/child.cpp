// SPDX-License-Identifier: Apache-2.0
#include "base/process/child.hpp"

#include "base/core/text.hpp"
#include "base/files/descriptor.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <thread>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace assay::process {

namespace {

constexpr std::chrono::milliseconds kPatience{2000}, kTick{10};

/// The attributes and file actions of posix_spawn.
class Plan {
public:
    Plan() {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawnattr_init(&attributes_);
        sigset_t none, defaults;
        ::sigemptyset(&none);
        ::sigemptyset(&defaults);
        ::sigaddset(&defaults, SIGPIPE);
        ::sigaddset(&defaults, SIGXFSZ);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setsigdefault(&attributes_, &defaults);
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    Plan(const Plan&) = delete;
    Plan& operator=(const Plan&) = delete;
    ~Plan() {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }

    /// Puts descriptors in their places and closes all others, those too that our own starter left open to us. Ours are
    /// first copied above all places, so that none is overwritten before it has been copied itself.
    Status place(const std::map<int, int>& descriptors) {
        const int above = std::max(STDERR_FILENO, descriptors.empty() ? 0 : descriptors.rbegin()->first) + 1;
        for (const auto& [theirs, ours] : descriptors) {
            if (ours == kNothing) {
                ::posix_spawn_file_actions_addopen(&actions_, theirs, "/dev/null", O_RDWR, 0);
                continue;
            }
            const int copy = ::fcntl(ours, F_DUPFD_CLOEXEC, above);
            if (copy < 0) return fail(io_error("copying a descriptor", errno));
            copies_.emplace_back(copy, "a copy");
            ::posix_spawn_file_actions_adddup2(&actions_, copy, theirs);
        }
        for (int between = STDERR_FILENO + 1; between < above; ++between)
            if (!descriptors.contains(between)) ::posix_spawn_file_actions_addclose(&actions_, between);
        ::posix_spawn_file_actions_addclosefrom_np(&actions_, above);
        return {};
    }
    const posix_spawn_file_actions_t* actions() const { return &actions_; }
    const posix_spawnattr_t* attributes() const { return &attributes_; }

private:
    posix_spawn_file_actions_t actions_;
    posix_spawnattr_t attributes_;
    std::vector<Descriptor> copies_;
};

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (const auto& text : texts) out.push_back(const_cast<char*>(text.c_str()));
    out.push_back(nullptr);
    return out;
}

}  // namespace

Result<Child> Child::start(const ChildSpec& spec) {
    const auto doing = "starting " + quote(spec.program);
    Plan plan;
    TRY_WITHIN(doing, plan.place(spec.descriptors));
    pid_t id = 0;
    const int error = ::posix_spawnp(&id, spec.program.c_str(), plan.actions(), plan.attributes(),
                                     pointers(spec.arguments).data(), pointers(spec.environment).data());
    if (error != 0) return fail(io_error(doing, error));
    return Child(id, spec.at_end);
}

Child::Child(Child&& other) noexcept : id_(std::exchange(other.id_, 0)), at_end_(other.at_end_) {}

Child::~Child() {
    if (at_end_ == ChildSpec::AtEnd::Stop)
        stop();
    else
        static_cast<void>(wait());
}

Result<int> Child::wait() {
    if (id_ == 0) return fail(ErrorKind::Internal, "waiting for a program: it has been waited for");
    const auto id = std::exchange(id_, 0);
    int status = 0;
    while (::waitpid(id, &status, 0) < 0)
        if (errno != EINTR) return fail(io_error("waiting for a program", errno));
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void Child::stop() {
    if (id_ == 0) return;
    ::kill(id_, SIGTERM);
    for (auto waited = kTick; waited < kPatience; waited += kTick) {
        if (::waitpid(id_, nullptr, WNOHANG) != 0) {
            id_ = 0;
            return;
        }
        std::this_thread::sleep_for(kTick);
    }
    ::kill(id_, SIGKILL);
    static_cast<void>(wait());
}

std::vector<std::string> our_environment_with(const std::vector<std::pair<std::string, std::string>>& variables) {
    std::vector<std::string> out;
    for (char** at = environ; *at != nullptr; ++at) {
        const std::string_view entry(*at);
        const auto name = entry.substr(0, entry.find('='));
        bool replaced = false;
        for (const auto& [key, value] : variables) replaced = replaced || key == name;
        if (!replaced) out.emplace_back(entry);
    }
    for (const auto& [key, value] : variables) out.push_back(key + "=" + value);
    return out;
}

}  // namespace assay::process
