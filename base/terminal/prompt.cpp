// SPDX-License-Identifier: Apache-2.0
#include "base/terminal/prompt.hpp"

#include "base/files/descriptor.hpp"
#include "base/terminal/escape.hpp"

#include <cerrno>

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace assay {

namespace {

/// Echo is off for as long as this lives.
class Unseen {
public:
    explicit Unseen(int terminal) : terminal_(terminal) {
        if (::tcgetattr(terminal_, &before_) != 0) return;
        auto silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        silent.c_lflag |= ECHONL | ICANON;
        is_silent_ = ::tcsetattr(terminal_, TCSAFLUSH, &silent) == 0;
    }
    ~Unseen() {
        if (is_silent_) ::tcsetattr(terminal_, TCSAFLUSH, &before_);
    }
    Unseen(const Unseen&) = delete;
    Unseen& operator=(const Unseen&) = delete;

    bool is_silent() const { return is_silent_; }

private:
    int terminal_;
    bool is_silent_ = false;
    ::termios before_{};
};

Status wait_for_input(int terminal, const Interrupt& interrupt) {
    ::pollfd awaited[] = {{.fd = terminal, .events = POLLIN, .revents = 0},
                          {.fd = interrupt.descriptor(), .events = POLLIN, .revents = 0}};
    while (::poll(awaited, std::size(awaited), -1) < 0)
        if (errno != EINTR) return fail(io_error("waiting for a passphrase", errno));
    return interrupt.check("asking for a passphrase");
}

Result<Descriptor> own_terminal() {
    const auto refuse = [] {
        return fail(Error(ErrorKind::Usage, "asking for a passphrase: standard input is no terminal")
                        .with_hint("give the passphrase in a file of mode 600 or by a descriptor"));
    };
    if (::isatty(STDIN_FILENO) != 1) return refuse();
    auto terminal = Descriptor::open("/dev/tty", O_RDWR);
    if (!terminal) return refuse();
    return terminal;
}

}  // namespace

Result<SecretBytes> ask_passphrase_at(int terminal, std::string_view question, const Interrupt& interrupt) {
    const Unseen unseen(terminal);
    if (!unseen.is_silent()) return fail(ErrorKind::Usage, "asking for a passphrase: this is no terminal");
    const auto prompt = escape_for_terminal(question) + ": ";
    if (::write(terminal, prompt.data(), prompt.size()) < 0) return fail(io_error("asking for a passphrase", errno));

    SecretBytes typed(kPassphraseBytesMax + 2);
    std::size_t have = 0;
    for (;;) {
        TRY(wait_for_input(terminal, interrupt));
        const auto got = ::read(terminal, typed.mutable_view().data() + have, typed.size() - have);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail(io_error("reading a passphrase", errno));
        have += static_cast<std::size_t>(got);
        const bool ended = got == 0 || typed.view()[have - 1] == '\n';
        if (ended && have > 0 && typed.view()[have - 1] == '\n') --have;
        if (have > kPassphraseBytesMax)
            return fail(ErrorKind::Limit,
                        "reading a passphrase: is longer than " + std::to_string(kPassphraseBytesMax) + " bytes");
        if (ended) break;
    }
    if (have == 0) return fail(ErrorKind::Invalid, "reading a passphrase: is empty");
    return SecretBytes(typed.view().first(have));
}

Result<SecretBytes> ask_passphrase(std::string_view question, const Interrupt& interrupt) {
    const auto terminal = TRY(own_terminal());
    return ask_passphrase_at(terminal.number(), question, interrupt);
}

}  // namespace assay
