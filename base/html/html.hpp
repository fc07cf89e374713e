// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/terminal/report.hpp"

namespace assay {

/// A piece of a line: plain words, something to be read letter by letter, or a mark with a word.
struct HtmlText {
    enum class Kind { Plain, Literal, Mark };
    std::string text;
    Kind kind = Kind::Plain;
    Mark mark = Mark::Note;

    HtmlText(std::string words) : text(std::move(words)) {}
    HtmlText(std::string_view words) : text(words) {}
    HtmlText(const char* words) : text(words) {}
    /// A digest, a path, a command: in a typeface that tells 0 from O, wrapped anywhere.
    static HtmlText literal(std::string text);
    /// A badge: sign, colour and word.
    static HtmlText badge(Mark mark, std::string word);

private:
    HtmlText(std::string words, Kind dress, Mark sign) : text(std::move(words)), kind(dress), mark(sign) {}
};

/// A line of such pieces, as in a paragraph or a table's cell.
using HtmlLine = std::vector<HtmlText>;

/// The blocks of a report, one under the other.
///
/// Everything given to it is text and is escaped, deceptive characters included (escape.hpp): there is no way to put
/// markup in from outside.
class Html {
public:
    /// `level` 2 to 4; a page's title is its only heading of level 1.
    Html& heading(int level, std::string_view text);
    Html& paragraph(const HtmlLine& line);
    /// The answer in short: a framed block with a mark, a word and a sentence.
    Html& verdict(Mark mark, std::string_view word, const HtmlLine& sentence);
    /// Names and values.
    Html& facts(const std::vector<std::pair<std::string, HtmlLine>>& facts);
    Html& table(const std::vector<Table::Column>& columns, const std::vector<std::vector<HtmlLine>>& rows);
    /// One check after the other, as the links of a chain.
    struct Step {
        Mark mark = Mark::Note;
        std::string title;
        HtmlLine detail;
    };
    Html& steps(const std::vector<Step>& steps);
    /// Lines as they are: a command, an excerpt, a difference.
    Html& code(std::string_view text);
    /// A remark set off from the text.
    Html& note(Mark mark, const HtmlLine& line);

    const std::string& markup() const { return markup_; }

private:
    std::string markup_;
};

/// What a page says around its blocks.
struct HtmlPage {
    std::string title;   ///< heading and window title
    std::string kind;    ///< the small line above it: `Audit report`
    HtmlLine subject;    ///< the line below it
    std::string footer;  ///< who made it, and how to check it oneself
};

/// One file that needs nothing else: our style sheet inside, light and dark, made for print, no script, no address that
/// anything is loaded from; a content policy has the browser refuse all else that would be found in it.
std::string render_html(const HtmlPage& page, const Html& blocks);

}  // namespace assay
