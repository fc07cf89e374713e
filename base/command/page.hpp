// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/terminal/terminal.hpp"

#include <vector>

namespace assay {

/// The text of a command's page, known when the program is compiled (scripts/cmake/pages.cmake makes it from the .md).
///
/// Its first line is `# program command - what it does in a few words`; another first line does not compile.
class PageSource {
public:
    consteval PageSource(std::string_view text) : text_(text) {
        const auto line = text.substr(0, text.find('\n'));
        const auto dash = line.find(" - ");
        if (!line.starts_with("# ") || dash == std::string_view::npos || dash <= 2 || dash + 3 >= line.size())
            throw "a page begins with `# program command - summary`";
    }
    constexpr std::string_view text() const { return text_; }

private:
    std::string_view text_;
};

/// A piece of text in one dress.
struct Run {
    enum class Dress { Plain, Literal, Strong };
    Dress dress = Dress::Plain;
    std::string text;
};
using Inline = std::vector<Run>;

/// A block of a page. `lines` holds a paragraph (one), bullets (one each) or the rows of code; `rows` the cells of a
/// table.
struct Block {
    enum class Kind { Paragraph, Bullets, Code, Table, Heading };
    Kind kind = Kind::Paragraph;
    std::vector<std::string> lines;
    std::vector<std::vector<std::string>> rows;
};

/// A page of the small Markdown that commands are documented in: `#` title, `##` sections, `###` headings, paragraphs,
/// `-` bullets, fenced code, tables with a heading row; within text `literal`, **strong** and links.
struct Page {
    /// The text under one `##` heading.
    struct Section {
        std::string title;
        std::vector<Block> blocks;
    };
    std::string path;     ///< `escrow deposit`
    std::string summary;  ///< `send a release`
    std::vector<Block> introduction;
    std::vector<Section> sections;

    static Page read(PageSource source);
    const Section* find(std::string_view title) const;
};

/// A line of text taken apart; a link is its text.
Inline read_inline(std::string_view text);

/// Blocks for a terminal, indented and wrapped, each followed by an empty line but the last.
std::string render(const std::vector<Block>& blocks, const Style& style, std::size_t width, std::size_t indent = 2);

/// One text wrapped; the first line is not indented, as it follows text that is there already.
std::string wrap(std::string_view text, const Style& style, std::size_t width, std::size_t indent);

}  // namespace assay
