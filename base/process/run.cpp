// SPDX-License-Identifier: Apache-2.0
#include "base/process/run.hpp"

#include "base/core/text.hpp"
#include "base/files/pipe.hpp"
#include "base/process/child.hpp"

#include <array>
#include <cerrno>

#include <poll.h>
#include <unistd.h>

namespace assay::process {

namespace {

constexpr std::size_t kErrorTailBytes = 16U << 10;
constexpr std::size_t kWordsBytesMax = 1500;

/// Reads both pipes until both end.
Status collect(const Descriptor& out, const Descriptor& err, const RunRequest& request, RunOutcome& outcome,
               const Interrupt& interrupt) {
    const auto doing = "waiting for " + quote(request.command[0]);
    std::array<pollfd, 3> waiting{
        {{out.number(), POLLIN, 0}, {err.number(), POLLIN, 0}, {interrupt.descriptor(), POLLIN, 0}}};
    Bytes buffer(64U << 10);
    while (waiting[0].fd >= 0 || waiting[1].fd >= 0) {
        if (::poll(waiting.data(), waiting.size(), -1) < 0) {
            if (errno != EINTR) return fail(io_error(doing, errno));
            for (auto& one : waiting) one.revents = 0;
        }
        TRY(interrupt.check(doing));
        for (std::size_t i = 0; i < 2; ++i) {
            if (waiting[i].fd < 0 || waiting[i].revents == 0) continue;
            const auto got = TRY((i == 0 ? out : err).read_some(buffer));
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

std::string RunOutcome::last_words() const { return quote(trim(err.empty() ? out : err), kWordsBytesMax); }

Result<RunOutcome> run(const RunRequest& request, const Interrupt& interrupt) {
    auto out = TRY(Pipe::make("standard output"));
    auto err = TRY(Pipe::make("standard error"));
    auto child = TRY(Child::start(
        {.program = request.command.at(0),
         .arguments = request.command,
         .environment = request.environment,
         .descriptors = {
             {STDIN_FILENO, kNothing}, {STDOUT_FILENO, out.writing.number()}, {STDERR_FILENO, err.writing.number()}}}));
    TRY(out.writing.close());
    TRY(err.writing.close());
    RunOutcome outcome{};
    TRY(collect(out.reading, err.reading, request, outcome, interrupt));
    outcome.status = TRY(child.wait());
    return outcome;
}

}  // namespace assay::process
