// SPDX-License-Identifier: Apache-2.0
#include "base/command/page.hpp"

#include "base/core/text.hpp"
#include "base/core/unicode.hpp"

#include <algorithm>

namespace assay {

namespace {

std::vector<std::string> cells_of(std::string_view row) {
    row.remove_prefix(1);
    if (row.ends_with('|')) row.remove_suffix(1);
    std::vector<std::string> out;
    for (const auto cell : split(row, '|')) out.emplace_back(trim(cell));
    return out;
}

bool is_ruler(std::string_view row) { return row.find_first_not_of("|-: ") == std::string_view::npos; }

/// Reads blocks line by line; a block ends at an empty line or where another kind begins.
class BlockReader {
public:
    void take(std::string_view line) {
        if (line.starts_with("```")) {
            is_code_ = !is_code_;
            if (is_code_) blocks.push_back({.kind = Block::Kind::Code, .lines = {}, .rows = {}});
            is_open_ = false;
        } else if (is_code_) {
            blocks.back().lines.emplace_back(line);
        } else if (trim(line).empty()) {
            is_open_ = false;
        } else if (line.starts_with("### ")) {
            open(Block::Kind::Heading).lines.emplace_back(line.substr(4));
            is_open_ = false;
        } else if (line.starts_with("- ")) {
            open(Block::Kind::Bullets).lines.emplace_back(line.substr(2));
        } else if (line.starts_with('|')) {
            auto& table = open(Block::Kind::Table);
            if (!is_ruler(line)) table.rows.push_back(cells_of(line));
        } else if (is_open_ && !blocks.back().lines.empty()) {
            (blocks.back().lines.back() += ' ') += trim(line);
        } else {
            open(Block::Kind::Paragraph).lines.emplace_back(trim(line));
        }
    }

    std::vector<Block> blocks;

private:
    Block& open(Block::Kind kind) {
        if (!is_open_ || blocks.back().kind != kind) blocks.push_back({.kind = kind, .lines = {}, .rows = {}});
        is_open_ = true;
        return blocks.back();
    }

    bool is_open_ = false;
    bool is_code_ = false;
};

std::string dressed(const Run& run, const Style& style) {
    switch (run.dress) {
        case Run::Dress::Literal: return style.has_color() ? style.literal(run.text) : run.text;
        case Run::Dress::Strong: return style.bold(run.text);
        case Run::Dress::Plain: break;
    }
    return run.text;
}

std::string dressed(std::string_view text, const Style& style) {
    std::string out;
    for (const auto& run : read_inline(text)) out += dressed(run, style);
    return out;
}

std::size_t shown_width(std::string_view text) {
    std::size_t width = 0;
    for (const auto& run : read_inline(text)) width += display_width(run.text);
    return width;
}

std::string render_table(const Block& table, const Style& style, std::size_t width, std::size_t indent) {
    std::vector<std::size_t> widths;
    // The heading row is for readers of the file; on a terminal the columns speak for themselves.
    for (std::size_t r = 1; r < table.rows.size(); ++r)
        for (std::size_t i = 0; i < table.rows[r].size(); ++i) {
            if (i == widths.size()) widths.push_back(0);
            widths[i] = std::max(widths[i], shown_width(table.rows[r][i]));
        }
    std::string out;
    for (std::size_t r = 1; r < table.rows.size(); ++r) {
        out += std::string(indent, ' ');
        std::size_t at = indent;
        for (std::size_t i = 0; i < table.rows[r].size(); ++i) {
            const auto& cell = table.rows[r][i];
            if (i + 1 == table.rows[r].size()) {
                out += wrap(cell, style, width, at);
                break;
            }
            out += dressed(cell, style) + std::string(widths[i] - shown_width(cell) + 2, ' ');
            at += widths[i] + 2;
        }
        out += '\n';
    }
    return out;
}

}  // namespace

Page Page::read(PageSource source) {
    Page page;
    BlockReader reader;
    const auto finish = [&] {
        (page.sections.empty() ? page.introduction : page.sections.back().blocks) = std::move(reader.blocks);
        reader = {};
    };
    auto lines = split(source.text(), '\n');
    const auto title = lines.front().substr(2);
    page.path = title.substr(0, title.find(" - "));
    page.summary = title.substr(title.find(" - ") + 3);
    for (std::size_t i = 1; i < lines.size(); ++i) {
        if (lines[i].starts_with("## ")) {
            finish();
            page.sections.push_back({.title = std::string(lines[i].substr(3)), .blocks = {}});
        } else {
            reader.take(lines[i]);
        }
    }
    finish();
    return page;
}

const Page::Section* Page::find(std::string_view title) const {
    const auto found = std::ranges::find(sections, title, &Section::title);
    return found == sections.end() ? nullptr : &*found;
}

Inline read_inline(std::string_view text) {
    Inline out;
    std::string plain;
    const auto add = [&](Run::Dress dress, std::string_view run) {
        if (!plain.empty()) out.push_back({.dress = Run::Dress::Plain, .text = std::exchange(plain, {})});
        out.push_back({.dress = dress, .text = std::string(run)});
    };
    while (!text.empty()) {
        std::size_t end = 0;
        if (text.front() == '`' && (end = text.find('`', 1)) != std::string_view::npos) {
            add(Run::Dress::Literal, text.substr(1, end - 1));
            text.remove_prefix(end + 1);
        } else if (text.starts_with("**") && (end = text.find("**", 2)) != std::string_view::npos) {
            add(Run::Dress::Strong, text.substr(2, end - 2));
            text.remove_prefix(end + 2);
        } else if (text.front() == '[' && (end = text.find("](")) != std::string_view::npos &&
                   text.find(')', end) != std::string_view::npos) {
            plain += text.substr(1, end - 1);
            text.remove_prefix(text.find(')', end) + 1);
        } else {
            plain += text.front();
            text.remove_prefix(1);
        }
    }
    if (!plain.empty()) out.push_back({.dress = Run::Dress::Plain, .text = plain});
    return out;
}

std::string wrap(std::string_view text, const Style& style, std::size_t width, std::size_t indent) {
    std::string out;
    std::size_t at = indent;
    bool space_owed = false;
    for (const auto& run : read_inline(text)) {
        const auto words = split(run.text, ' ');
        for (std::size_t i = 0; i < words.size(); ++i) {
            if (i > 0) space_owed = true;
            if (words[i].empty()) continue;
            const auto size = display_width(words[i]);
            if (space_owed && at + 1 + size > width && at > indent) {
                out += "\n" + std::string(indent, ' ');
                at = indent;
            } else if (space_owed && at > indent) {
                out += ' ';
                ++at;
            }
            space_owed = false;
            out += dressed({.dress = run.dress, .text = std::string(words[i])}, style);
            at += size;
        }
    }
    return out;
}

std::string render(const std::vector<Block>& blocks, const Style& style, std::size_t width, std::size_t indent) {
    std::string out;
    const std::string margin(indent, ' ');
    for (const auto& block : blocks) {
        if (!out.empty()) out += '\n';
        switch (block.kind) {
            case Block::Kind::Paragraph: out += margin + wrap(block.lines.front(), style, width, indent) + "\n"; break;
            case Block::Kind::Heading: out += margin + style.bold(block.lines.front()) + "\n"; break;
            case Block::Kind::Bullets:
                for (const auto& line : block.lines) out += margin + "- " + wrap(line, style, width, indent + 2) + "\n";
                break;
            case Block::Kind::Code:
                for (const auto& line : block.lines) out += line.empty() ? "\n" : margin + style.literal(line) + "\n";
                break;
            case Block::Kind::Table: out += render_table(block, style, width, indent); break;
        }
    }
    return out;
}

}  // namespace assay
