// SPDX-License-Identifier: Apache-2.0
#include "base/command/manual.hpp"

#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/report.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>

namespace assay {

namespace {

/// Text that roff shows as it is, in ASCII; a line must not begin with what it would obey.
std::string plain(std::string_view text) {
    std::string out;
    for_each_character(text, [&](const Character& character) {
        char name[16];
        std::snprintf(name, sizeof name, "\\[u%04X]", static_cast<unsigned>(character.code_point));
        switch (character.code_point) {
            case '\\': out += "\\e"; break;
            case '-': out += "\\-"; break;
            case '`': out += "\\(ga"; break;
            case '^': out += "\\(ha"; break;
            case '~': out += "\\(ti"; break;
            default: out += character.code_point < 0x80 ? character.bytes : name;
        }
    });
    return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

std::string dressed(std::string_view text) {
    std::string out;
    for (const auto& run : read_inline(text))
        out += run.dress == Run::Dress::Plain ? plain(run.text) : "\\fB" + plain(run.text) + "\\fR";
    return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

std::string roff(const std::vector<Block>& blocks) {
    std::string out;
    const auto space = [&] { return std::string(out.empty() ? "" : ".PP\n"); };  // a section begins with one
    for (const auto& block : blocks) {
        switch (block.kind) {
            case Block::Kind::Paragraph: out += space() + dressed(block.lines.front()) + "\n"; break;
            case Block::Kind::Heading: out += ".SS " + plain(block.lines.front()) + "\n"; break;
            case Block::Kind::Bullets:
                for (const auto& line : block.lines) out += ".IP \\(bu 2\n" + dressed(line) + "\n";
                break;
            case Block::Kind::Code:
                out += space() + ".RS 4\n.EX\n";
                for (const auto& line : block.lines) out += plain(line) + "\n";
                out += ".EE\n.RE\n";
                break;
            case Block::Kind::Table:
                for (std::size_t i = 1; i < block.rows.size(); ++i) {
                    const auto& row = block.rows[i];
                    out += ".TP\n" + dressed(row.front()) + "\n";
                    for (std::size_t cell = 1; cell < row.size(); ++cell) out += dressed(row[cell]) + "\n";
                }
                break;
        }
    }
    return out;
}

std::string entry(const Argument& argument) {
    std::string out = ".TP\n";
    if (!argument.short_name().empty()) out += "\\fB" + plain(argument.short_name()) + "\\fR, ";
    if (!argument.is_positional()) out += "\\fB" + plain(argument.long_name()) + "\\fR";
    if (!argument.value_name().empty())
        out += (argument.is_positional() ? "" : " ") + ("\\fI" + plain(argument.value_name()) + "\\fR");
    out += "\n" + dressed(argument.help());
    if (!argument.choices().empty()) out += ": " + dressed(join(argument.choices(), ", "));
    if (!argument.is_positional() && argument.is_required())
        out += argument.setting().empty() ? " (required)" : " (required, or " + variable_of(argument.setting()) + ")";
    else if (!argument.setting().empty())
        out += " (or " + variable_of(argument.setting()) + ")";
    if (!argument.is_positional() && argument.target().is_repeated()) out += " (may be repeated)";
    return out + "\n";
}

std::string file_stem(const Command& command) {
    auto stem = command.page().path;
    std::ranges::replace(stem, ' ', '-');
    return stem;
}

ManualPage manual_page(const Command& root, const Command& command, const Command* above) {
    const auto& page = command.page();
    const auto stem = file_stem(command);
    std::string out =
        ".TH " + upper(plain(stem)) + " 1 \"\" \"" + plain(root.name()) + " " ASSAY_VERSION "\" \"Assay\"\n";
    out += ".SH NAME\n" + plain(stem) + " \\- " + plain(page.summary) + "\n";
    out += ".SH SYNOPSIS\n.B " + plain(usage_line(command)) + "\n";
    if (!page.introduction.empty()) out += ".SH DESCRIPTION\n" + roff(page.introduction);
    if (!command.commands().empty()) {
        out += ".SH COMMANDS\n";
        for (const auto& below : command.commands())
            out += ".TP\n\\fB" + plain(below.name()) + "\\fR\n" + plain(below.page().summary) + "\n";
    }
    if (!command.positionals().empty()) out += ".SH ARGUMENTS\n";
    for (const auto& argument : command.positionals()) out += entry(argument);
    out += ".SH OPTIONS\n";
    for (const auto& option : command.options()) out += entry(option);
    for (const auto& option : common_options()) out += entry(option);
    for (const auto& section : page.sections)
        if (section.title != "Usage") out += ".SH " + upper(plain(section.title)) + "\n" + roff(section.blocks);

    std::vector<std::string> others;
    if (above != nullptr) others.push_back(file_stem(*above));
    for (const auto& below : command.commands()) others.push_back(file_stem(below));
    for (auto& other : others) other = "\\fB" + plain(other) + "\\fR(1)";
    if (!others.empty()) out += ".SH SEE ALSO\n" + join(others, ", ") + "\n";
    return {.file_name = stem + ".1", .text = out};
}

void collect(const Command& root, const Command& command, const Command* above, std::vector<ManualPage>& out) {
    out.push_back(manual_page(root, command, above));
    for (const auto& below : command.commands()) collect(root, below, &command, out);
}

}  // namespace

std::vector<ManualPage> manual_pages(const Command& root) {
    std::vector<ManualPage> out;
    collect(root, root, nullptr, out);
    return out;
}

Command manual_command(PageSource page) {
    auto where = std::make_shared<std::filesystem::path>();
    Command command(page);
    command.positional("DIR", *where, "the folder to write the pages to, made where missing");
    command.handler([where](Invocation& call) -> Result<int> {
        const auto folder = TRY(Folder::make(*where));
        const auto pages = manual_pages(call.root);
        auto files = Json::array();
        for (const auto& each : pages) {
            TRY(write_durably(folder, TRY(RelativePath::parse(each.file_name)), bytes_of(each.text)));
            files.push((*where / each.file_name).string());
        }
        if (call.console.is_json()) call.console.put_json(stamped("manual", {{"files", std::move(files)}}));
        call.console.say("wrote " + count_of(pages.size(), "page") + " to " + quote(where->string()));
        return kExitYes;
    });
    return command;
}

}  // namespace assay
