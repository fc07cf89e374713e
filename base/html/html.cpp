// SPDX-License-Identifier: Apache-2.0
#include "base/html/html.hpp"

#include "base/html/html.css.hpp"
#include "base/terminal/escape.hpp"
#include "base/terminal/report.hpp"

#include <cassert>

namespace assay {

namespace {

std::string class_of(Mark mark) {
    switch (mark) {
        case Mark::Good: return "good";
        case Mark::Bad: return "bad";
        case Mark::Unknown: return "unknown";
        case Mark::Caution: return "caution";
        case Mark::Note: return "note";
    }
    return {};
}

std::string element(const std::string& name, const std::string& class_name, const std::string& content) {
    return "<" + name + (class_name.empty() ? "" : " class=\"" + class_name + "\"") + ">" + content + "</" + name + ">";
}

/// The sign of a mark; read aloud it is the word beside it that counts.
std::string sign(Mark mark) {
    return "<span class=\"sign\" aria-hidden=\"true\">" + std::string(sign_of(mark)) + "</span>";
}

std::string markup_of(const HtmlLine& line) {
    std::string out;
    for (const auto& piece : line) {
        const auto text = escape_for_html(piece.text);
        switch (piece.kind) {
            case HtmlText::Kind::Plain: out += text; break;
            case HtmlText::Kind::Literal: out += element("code", "", text); break;
            case HtmlText::Kind::Mark:
                out += element("span", "badge " + class_of(piece.mark), sign(piece.mark) + text);
                break;
        }
    }
    return out;
}

}  // namespace

HtmlText HtmlText::literal(std::string text) { return {std::move(text), Kind::Literal, Mark::Note}; }
HtmlText HtmlText::badge(Mark mark, std::string word) { return {std::move(word), Kind::Mark, mark}; }

Html& Html::heading(int level, std::string_view text) {
    assert(level >= 2 && level <= 4);
    markup_ += element("h" + std::to_string(level), "", escape_for_html(text)) + "\n";
    return *this;
}

Html& Html::paragraph(const HtmlLine& line) {
    markup_ += element("p", "", markup_of(line)) + "\n";
    return *this;
}

Html& Html::verdict(Mark mark, std::string_view word, const HtmlLine& sentence) {
    const auto title = element("p", "word", sign(mark) + escape_for_html(word));
    markup_ += element("div", "verdict " + class_of(mark), title + element("p", "", markup_of(sentence))) + "\n";
    return *this;
}

Html& Html::facts(const std::vector<std::pair<std::string, HtmlLine>>& facts) {
    std::string lines;
    for (const auto& [name, value] : facts)
        lines +=
            element("div", "", element("dt", "", escape_for_html(name)) + element("dd", "", markup_of(value))) + "\n";
    markup_ += element("dl", "", "\n" + lines) + "\n";
    return *this;
}

Html& Html::table(const std::vector<Table::Column>& columns, const std::vector<std::vector<HtmlLine>>& rows) {
    std::string out = "<div class=\"table\"><table>\n<thead><tr>";
    const auto class_at = [&](std::size_t i) { return std::string(columns[i].is_number ? "number" : ""); };
    for (std::size_t i = 0; i < columns.size(); ++i)
        out += element("th", class_at(i), escape_for_html(columns[i].heading));
    out += "</tr></thead>\n<tbody>\n";
    for (const auto& row : rows) {
        assert(row.size() == columns.size());
        std::string cells;
        for (std::size_t i = 0; i < columns.size(); ++i) cells += element("td", class_at(i), markup_of(row[i]));
        out += element("tr", "", cells) + "\n";
    }
    markup_ += out + "</tbody></table></div>\n";
    return *this;
}

Html& Html::steps(const std::vector<Step>& steps) {
    std::string items;
    for (const auto& step : steps) {
        auto content = sign(step.mark) + element("strong", "", escape_for_html(step.title));
        if (!step.detail.empty()) content += element("p", "", markup_of(step.detail));
        items += element("li", class_of(step.mark), content) + "\n";
    }
    markup_ += element("ol", "steps", "\n" + items) + "\n";
    return *this;
}

Html& Html::code(std::string_view text) {
    // A browser drops one newline after <pre>; this one is for it.
    markup_ += element("pre", "", "\n" + escape_for_html(text, LineBreaks::Keep)) + "\n";
    return *this;
}

Html& Html::note(Mark mark, const HtmlLine& line) {
    markup_ += element("p", "remark " + class_of(mark), sign(mark) + element("span", "", markup_of(line))) + "\n";
    return *this;
}

std::string render_html(const HtmlPage& page, const Html& blocks) {
    std::string out = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" )"
                      R"(content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
)";
    out += element("title", "", escape_for_html(page.title)) + "\n";
    out += element("style", "", "\n" + std::string(kReportStyle)) + "\n</head>\n<body>\n<header>\n";
    if (!page.kind.empty()) out += element("p", "kind", escape_for_html(page.kind)) + "\n";
    out += element("h1", "", escape_for_html(page.title)) + "\n";
    if (!page.subject.empty()) out += element("p", "subject", markup_of(page.subject)) + "\n";
    out += "</header>\n<main>\n" + blocks.markup() + "</main>\n";
    if (!page.footer.empty()) out += element("footer", "", element("p", "", escape_for_html(page.footer))) + "\n";
    return out + "</body>\n</html>\n";
}

}  // namespace assay
