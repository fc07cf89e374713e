// SPDX-License-Identifier: Apache-2.0
#include "base/command/command.hpp"

#include "base/core/text.hpp"
#include "base/terminal/exit_status.hpp"

#include <algorithm>
#include <charconv>

namespace assay {

namespace {

/// The numbers of a cell like `10, 11`; nothing where it holds anything else.
std::vector<int> statuses_of(std::string_view cell) {
    std::vector<int> out;
    for (const auto part : split(cell, ',')) {
        const auto word = trim(part);
        int status = -1;
        const auto read = std::from_chars(word.data(), word.data() + word.size(), status);
        if (read.ec != std::errc() || read.ptr != word.data() + word.size()) return {};
        out.push_back(status);
    }
    return out;
}

/// What is wrong with the table of exit statuses; empty where nothing is.
std::string exit_problem(const Page::Section& section) {
    if (section.blocks.size() != 1 || section.blocks[0].kind != Block::Kind::Table) return "is no table";
    std::vector<int> all;
    const auto& rows = section.blocks[0].rows;
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const auto row = statuses_of(rows[i].front());
        if (row.empty()) return "has the row \"" + rows[i].front() + "\", which is no status";
        all.insert(all.end(), row.begin(), row.end());
    }
    for (const int status : all)
        if (std::ranges::find(kExitStatuses, status) == std::end(kExitStatuses))
            return "has " + std::to_string(status) + ", with which no program of ours ends";
    if (std::ranges::adjacent_find(all, std::greater_equal()) != all.end()) return "is not in order";
    for (const int status : {kExitYes, kExitUsage})
        if (std::ranges::find(all, status) == all.end()) return "lacks " + std::to_string(status);
    return {};
}

bool has_option(const Command& command, std::string_view name) {
    const auto is_it = [&](const Argument& option) { return option.long_name() == name; };
    return std::ranges::any_of(command.options(), is_it) || std::ranges::any_of(common_options(), is_it);
}

bool has_option_below(const Command& command, std::string_view name) {
    return has_option(command, name) ||
           std::ranges::any_of(command.commands(), [&](const Command& below) { return has_option_below(below, name); });
}

/// `--out` at the start of a word, or nothing; nothing too of `--expect-…`.
std::string_view option_of(std::string_view word) {
    if (!word.starts_with("--")) return {};
    const auto end = word.find_first_not_of("abcdefghijklmnopqrstuvwxyz-0123456789");
    word = word.substr(0, end);
    return word.ends_with('-') ? std::string_view() : word;
}

/// Collects the options that a piece of literal text gives to no command that has them. Text that begins with a command
/// of this program speaks of that; text that begins with another word than an option, of some other program.
void check_literal(const Command& root, const Command& own, std::string_view text, std::vector<std::string>& out) {
    const auto words = split(text, ' ');
    const Command* command = &own;
    std::size_t i = 0;
    if (words[0] == root.name()) {
        command = &root;
        for (i = 1; i < words.size(); ++i) {
            const auto* below = command->find(words[i]);
            if (below == nullptr) break;
            command = below;
        }
    } else if (const auto* named = root.find(words[0]); named != nullptr && words.size() > 1) {
        command = named;
        i = 1;
    } else if (!words[0].starts_with("--")) {
        return;
    }
    for (; i < words.size(); ++i)
        if (const auto option = option_of(words[i]); !option.empty() && !has_option_below(*command, option))
            out.emplace_back(option);
}

void check_text(const Command& root, const Command& own, std::string_view text, std::vector<std::string>& out) {
    for (const auto& run : read_inline(text))
        if (run.dress == Run::Dress::Literal) check_literal(root, own, run.text, out);
}

void check_block(const Command& root, const Command& own, const Block& block, std::vector<std::string>& out) {
    if (block.kind == Block::Kind::Code) {
        std::string line;
        for (const auto& row : block.lines) {
            line += trim(row);
            if (line.ends_with('\\')) {
                line.back() = ' ';
                continue;
            }
            check_literal(root, own, line.starts_with("$ ") ? line.substr(2) : line, out);
            line.clear();
        }
        if (!line.empty()) check_literal(root, own, line, out);
        return;
    }
    for (const auto& line : block.lines) check_text(root, own, line, out);
    for (const auto& row : block.rows)
        for (const auto& cell : row) check_text(root, own, cell, out);
}

void find_problems(const Command& root, const Command& command, const std::string& path,
                   std::vector<std::string>& out) {
    const auto& page = command.page();
    const auto problem = [&](std::string_view what) {
        out.push_back("the page of \"" + path + "\" " + std::string(what));
    };
    if (page.path != path) problem("is titled \"" + page.path + "\"");
    if (const auto* usage = page.find("Usage")) {
        const bool is_same = usage->blocks.size() == 1 && usage->blocks[0].kind == Block::Kind::Code &&
                             usage->blocks[0].lines == std::vector<std::string>{usage_line(command)};
        if (!is_same) problem("has another usage than \"" + usage_line(command) + "\"");
    }
    if (command.handler() && page.find("Examples") == nullptr) problem("has no examples");
    if (!command.handler() && command.commands().empty()) problem("belongs to a command that does nothing");
    const auto* exits = page.find("Exit status");
    if (command.handler() && exits == nullptr) problem("has no exit statuses");
    if (command.handler() && exits != nullptr)
        if (const auto what = exit_problem(*exits); !what.empty()) problem("has a table of exit statuses that " + what);
    std::vector<std::string> unknown;
    for (const auto& block : page.introduction) check_block(root, command, block, unknown);
    for (const auto& section : page.sections)
        for (const auto& block : section.blocks) check_block(root, command, block, unknown);
    for (const auto& option : unknown) problem("names " + option + ", which the command does not have");
    for (const auto& below : command.commands()) find_problems(root, below, path + " " + below.name(), out);
}

}  // namespace

std::vector<std::string> problems_of_pages(const Command& root) {
    std::vector<std::string> out;
    find_problems(root, root, root.name(), out);
    return out;
}

}  // namespace assay
