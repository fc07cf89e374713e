// SPDX-License-Identifier: Apache-2.0
#include "base/terminal/confirm.hpp"

#include "base/core/text.hpp"
#include "base/files/descriptor.hpp"
#include "base/terminal/escape.hpp"

#include <cerrno>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace assay {

namespace {

constexpr std::string_view kDoing = "asking whether to go on";
constexpr std::size_t kAnswerBytesMax = 256;

Status wait_for_input(int terminal, const Interrupt& interrupt) {
    ::pollfd awaited[] = {{.fd = terminal, .events = POLLIN, .revents = 0},
                          {.fd = interrupt.descriptor(), .events = POLLIN, .revents = 0}};
    while (::poll(awaited, std::size(awaited), -1) < 0)
        if (errno != EINTR) return fail(io_error(kDoing, errno));
    return interrupt.check(kDoing);
}

}  // namespace

Result<bool> ask_yes_at(int terminal, std::string_view question, const Interrupt& interrupt) {
    const auto prompt = escape_for_terminal(question) + " [y/N] ";
    if (::write(terminal, prompt.data(), prompt.size()) < 0) return fail(io_error(kDoing, errno));
    std::string typed;
    while (typed.size() < kAnswerBytesMax && !typed.ends_with('\n')) {
        TRY(wait_for_input(terminal, interrupt));
        char some[kAnswerBytesMax];
        const auto got = ::read(terminal, some, sizeof some);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail(io_error(kDoing, errno));
        if (got == 0) break;
        typed.append(some, static_cast<std::size_t>(got));
    }
    const auto answer = trim(typed);
    return answer == "y" || answer == "Y" || answer == "yes" || answer == "Yes" || answer == "YES";
}

Result<bool> ask_yes(std::string_view question, const Interrupt& interrupt) {
    const auto refuse = [] {
        return fail(Error(ErrorKind::Usage, std::string(kDoing) + ": standard input is no terminal")
                        .with_hint("say it by an option: the command's page has it"));
    };
    if (::isatty(STDIN_FILENO) != 1) return refuse();
    const auto terminal = Descriptor::open("/dev/tty", O_RDWR);
    if (!terminal) return refuse();
    return ask_yes_at(terminal->number(), question, interrupt);
}

}  // namespace assay
