// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace assay {

/// What the user said of colour; `Auto`: nothing.
enum class ColorChoice { Auto, Always, Never };

/// What is known of where a stream leads.
struct Terminal {
    static constexpr std::size_t kDefaultWidth = 80;

    bool is_terminal = false;  ///< somebody watches, and the cursor can be moved
    bool has_color = false;
    std::size_t width = kDefaultWidth;  ///< columns
};

/// The parts of the environment that decide.
struct TerminalFacts {
    bool is_tty = false;
    std::size_t columns = 0;  ///< 0: unknown
    std::optional<std::string> term, no_color, clicolor_force;
};

/// Colour: the choice, else NO_COLOR (no-color.org: set and not empty), else CLICOLOR_FORCE (bixense.com/clicolors: set
/// and not 0), else a terminal that is not `dumb`.
Terminal judge(const TerminalFacts& facts, ColorChoice choice = ColorChoice::Auto);

/// The facts of an open descriptor and this process's environment.
TerminalFacts facts_of(int descriptor);

/// Emphasis on a terminal with colour, and the bare text elsewhere. Colour never carries meaning alone.
class Style {
public:
    explicit Style(bool color) : color_(color) {}

    /// The text in one dress each; not escaped here.
    std::string bold(std::string_view text) const { return dress("1", text); }
    std::string dim(std::string_view text) const { return dress("2", text); }
    std::string good(std::string_view text) const { return dress("32", text); }
    std::string bad(std::string_view text) const { return dress("1;31", text); }
    std::string caution(std::string_view text) const { return dress("33", text); }
    std::string literal(std::string_view text) const { return dress("36", text); }

    bool has_color() const { return color_; }

private:
    std::string dress(std::string_view code, std::string_view text) const;
    bool color_;
};

}  // namespace assay
