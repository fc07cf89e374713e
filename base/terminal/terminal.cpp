// SPDX-License-Identifier: Apache-2.0
#include "base/terminal/terminal.hpp"

#include <cstdlib>

#include <sys/ioctl.h>
#include <unistd.h>

namespace assay {

namespace {

constexpr std::size_t kWidthMin = 40;

std::optional<std::string> variable(const char* name) {
    const char* value = std::getenv(name);
    if (value == nullptr) return std::nullopt;
    return value;
}

bool wants_color(const TerminalFacts& facts, bool is_terminal, ColorChoice choice) {
    if (choice != ColorChoice::Auto) return choice == ColorChoice::Always;
    if (!facts.no_color.value_or("").empty()) return false;
    if (const auto forced = facts.clicolor_force.value_or(""); !forced.empty() && forced != "0") return true;
    return is_terminal;
}

}  // namespace

Terminal judge(const TerminalFacts& facts, ColorChoice choice) {
    const bool is_terminal = facts.is_tty && facts.term.value_or("dumb") != "dumb";
    return {.is_terminal = is_terminal,
            .has_color = wants_color(facts, is_terminal, choice),
            .width = facts.columns < kWidthMin ? Terminal::kDefaultWidth : facts.columns};
}

TerminalFacts facts_of(int descriptor) {
    TerminalFacts facts{.is_tty = ::isatty(descriptor) == 1,
                        .term = variable("TERM"),
                        .no_color = variable("NO_COLOR"),
                        .clicolor_force = variable("CLICOLOR_FORCE")};
    ::winsize size{};
    if (facts.is_tty && ::ioctl(descriptor, TIOCGWINSZ, &size) == 0) facts.columns = size.ws_col;
    return facts;
}

std::string Style::dress(std::string_view code, std::string_view text) const {
    if (!color_ || text.empty()) return std::string(text);
    return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

}  // namespace assay
