// SPDX-License-Identifier: Apache-2.0
#include "escrow/recipe/process.hpp"

#include "base/core/text.hpp"
#include "base/files/descriptor.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <csignal>

namespace assay::escrow {

namespace {

constexpr std::size_t kErrorTailBytes = 16U << 10;

struct Pipe {
    Descriptor read, write;
};

Result<Pipe> make_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return fail(io_error("making a pipe", errno));
    return Pipe{Descriptor(ends[0], "pipe"), Descriptor(ends[1], "pipe")};
}

/// Our environment with some variables set anew.
std::vector<std::string> environment_with(const std::vector<std::pair<std::string, std::string>>& variables) {
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

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (auto& text : texts) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

/// Reads both pipes until both end.
Status collect(const Pipe& out, const Pipe& err, const ProcessRequest& request, ProcessOutcome& outcome,
               const Interrupt& interrupt) {
    std::array<pollfd, 3> waiting{
        {{out.read.number(), POLLIN, 0}, {err.read.number(), POLLIN, 0}, {interrupt.descriptor(), POLLIN, 0}}};
    Bytes buffer(64U << 10);
    while (waiting[0].fd >= 0 || waiting[1].fd >= 0) {
        if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR)
            return fail(io_error("waiting for " + quote(request.command[0]), errno));
        TRY(interrupt.check("waiting for " + quote(request.command[0])));
        for (std::size_t i = 0; i < 2; ++i) {
            if (waiting[i].fd < 0 || waiting[i].revents == 0) continue;
            const auto got = TRY((i == 0 ? out : err).read.read_some(buffer));
            if (got == 0) {
                waiting[i].fd = -1;
                continue;
            }
            auto& text = i == 0 ? outcome.out : outcome.err;
            text.append(text_of(ByteView(buffer).first(got)));
            if (i == 0 && text.size() > request.output_bytes_max)
                return fail(ErrorKind::Limit,
                            quote(request.command[0]) + " printed more than " + human_bytes(request.output_bytes_max));
            if (i == 1 && text.size() > kErrorTailBytes) text.erase(0, text.size() - kErrorTailBytes);
        }
    }
    return {};
}

}  // namespace

Result<ProcessOutcome> run_process(const ProcessRequest& request, const Interrupt& interrupt) {
    auto out = TRY(make_pipe());
    auto err = TRY(make_pipe());
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out.write.number(), 1);
    posix_spawn_file_actions_adddup2(&actions, err.write.number(), 2);
    auto command = request.command;
    auto environment = environment_with(request.variables);
    pid_t child = 0;
    const int failed = ::posix_spawnp(&child, command[0].c_str(), &actions, nullptr, pointers(command).data(),
                                      pointers(environment).data());
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) return fail(io_error("starting " + quote(request.command[0]), failed));
    static_cast<void>(out.write.close());
    static_cast<void>(err.write.close());

    ProcessOutcome outcome{};
    const auto collected = collect(out, err, request, outcome, interrupt);
    if (!collected) ::kill(child, SIGTERM);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    TRY(Status(collected));
    outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return outcome;
}

Result<std::string> run_checked(const ProcessRequest& request, const Interrupt& interrupt) {
    auto outcome = TRY(run_process(request, interrupt));
    if (outcome.status != 0)
        return fail(ErrorKind::Unavailable, quote(join(request.command, " "), 120) + " ended with status " +
                                                std::to_string(outcome.status) + ": " +
                                                quote(trim(outcome.err.empty() ? outcome.out : outcome.err), 1500));
    return std::move(outcome.out);
}

}  // namespace assay::escrow
