// SPDX-License-Identifier: Apache-2.0
#include "base/command/command.hpp"

#include "base/core/text.hpp"
#include "base/core/unicode.hpp"

#include <algorithm>

namespace assay {

namespace {

constexpr std::size_t kWidthMax = 100;
constexpr std::size_t kLabelWidthMax = 28;

/// One line of a list: what it is called and what it does.
struct Item {
    std::string label, help;
};

std::string section(std::string_view title, const Style& style) { return "\n" + style.bold(title) + "\n"; }

std::string list(const std::vector<Item>& items, const Style& style, std::size_t width) {
    std::size_t label_width = 0;
    for (const auto& item : items)
        if (display_width(item.label) <= kLabelWidthMax) label_width = std::max(label_width, display_width(item.label));
    std::string out;
    const std::size_t column = 2 + label_width + 2;
    for (const auto& item : items) {
        const auto size = display_width(item.label);
        out += "  " + style.literal(item.label);
        out += size > label_width ? "\n" + std::string(column, ' ') : std::string(label_width - size + 2, ' ');
        out += wrap(item.help, style, width, column) + "\n";
    }
    return out;
}

Item item_of(const Argument& argument) {
    std::string label = argument.short_name().empty() ? "" : argument.short_name() + ", ";
    label += argument.form();
    auto help = argument.help();
    if (!argument.choices().empty()) help += ": " + join(argument.choices(), ", ");
    if (argument.is_required() && !argument.is_positional())
        help += argument.setting().empty() ? " (required)" : " (required, or " + variable_of(argument.setting()) + ")";
    else if (!argument.setting().empty())
        help += " (or " + variable_of(argument.setting()) + ")";
    if (argument.target().is_repeated() && !argument.is_positional()) help += " (may be repeated)";
    return {.label = label, .help = help};
}

std::vector<Item> items_of(const std::deque<Argument>& arguments) {
    std::vector<Item> out;
    for (const auto& argument : arguments) out.push_back(item_of(argument));
    return out;
}

std::vector<Item> items_of(const std::vector<Command>& commands) {
    std::vector<Item> out;
    for (const auto& command : commands) out.push_back({.label = command.name(), .help = command.page().summary});
    return out;
}

}  // namespace

std::string usage_line(const Command& command) {
    auto out = command.page().path;
    if (!command.commands().empty()) out += " COMMAND";
    for (const auto& argument : command.positionals())
        out += argument.is_required() ? " " + argument.form() : " [" + argument.form() + "]";
    bool has_more = false;
    for (const auto& option : command.options()) {
        if (option.is_required())
            out += " " + option.form() + (option.target().is_repeated() ? "…" : "");
        else
            has_more = true;
    }
    return out + (has_more ? " [OPTION…]" : "");
}

std::string help_text(const Command& command, const Style& style, std::size_t width) {
    width = std::min(width, kWidthMax);
    const auto& page = command.page();
    std::string out = style.bold(page.path) + " - " + page.summary + "\n";
    if (!page.introduction.empty()) out += "\n" + render(page.introduction, style, width, 0);
    out += section("Usage", style) + "  " + wrap(usage_line(command), style, width, 4) + "\n";
    if (!command.commands().empty())
        out += section("Commands", style) + list(items_of(command.commands()), style, width);
    if (!command.positionals().empty())
        out += section("Arguments", style) + list(items_of(command.positionals()), style, width);
    if (!command.options().empty()) out += section("Options", style) + list(items_of(command.options()), style, width);
    for (const auto& part : page.sections)
        if (part.title != "Usage") out += section(part.title, style) + render(part.blocks, style, width);
    out += section("Common options", style) + list(items_of(common_options()), style, width);
    return out;
}

}  // namespace assay
