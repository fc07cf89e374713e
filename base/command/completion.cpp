// SPDX-License-Identifier: Apache-2.0
// Each script follows the words typed so far down the tree to the command meant (its path, as `escrow key new`), and
// then offers what that command takes. Names and choices are ours: letters, digits and hyphens.
#include "base/command/completion.hpp"

#include "base/core/shell.hpp"
#include "base/core/text.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/report.hpp"

#include <algorithm>

namespace assay {

namespace {

/// Calls `visit` with every command of a tree and its path.
void for_each_command(const Command& command, const std::string& path,
                      const std::function<void(const Command&, const std::string&)>& visit) {
    visit(command, path);
    for (const auto& below : command.commands()) for_each_command(below, path + " " + below.name(), visit);
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

/// Whether files are worth offering for a value: it is a path, or may be one, as in `URL|DIR`.
bool wants_files(const Argument& argument) {
    const auto& name = argument.value_name();
    return argument.target().is_path() || name.ends_with("FILE") || name.ends_with("DIR");
}

bool has_files(const Command& command) { return std::ranges::any_of(command.positionals(), wants_files); }

/// The lines of a script that follow the words typed, one case for each step down the tree.
std::string steps_down(const Command& root, std::string_view form) {
    std::string out;
    for_each_command(root, root.name(), [&](const Command& command, const std::string& path) {
        for (const auto& below : command.commands())
            out += replaced(std::string(form), "PATH", shell_quoted(path + " " + below.name()));
    });
    return out;
}

/// The case of bash that completes an option's value.
std::string bash_value(const Argument& option, const std::string& path) {
    if (option.target().is_flag()) return {};
    auto pattern = path + "' " + option.long_name() + "'";
    if (!option.short_name().empty()) pattern += "|" + path + "' " + option.short_name() + "'";
    std::string action = ":";
    if (wants_files(option))
        action = "_PROGRAM_files";
    else if (!option.choices().empty())
        action = "_PROGRAM_words " + shell_quoted(join(option.choices(), " "));
    return "        " + pattern + ") " + action + "; return ;;\n";
}

std::string bash(const Command& root) {
    std::string values, words;
    const auto add_names = [](std::vector<std::string>& names, const std::deque<Argument>& options) {
        for (const auto& option : options) names.push_back(option.long_name());
    };
    for_each_command(root, root.name(), [&](const Command& command, const std::string& path) {
        std::vector<std::string> offered, options;
        for (const auto& below : command.commands()) offered.push_back(below.name());
        for (const auto& argument : command.positionals())
            offered.insert(offered.end(), argument.choices().begin(), argument.choices().end());
        add_names(options, command.options());
        for (const auto& option : command.options()) values += bash_value(option, shell_quoted(path));
        words += "        " + shell_quoted(path) + ") words=" + shell_quoted(join(offered, " ")) +
                 " options=" + shell_quoted(join(options, " ")) + (has_files(command) ? " files=1" : "") + " ;;\n";
    });
    for (const auto& option : common_options()) values += bash_value(option, "*");
    std::vector<std::string> common;
    add_names(common, common_options());
    return replaced(R"(# bash completion for PROGRAM
_PROGRAM_words() {
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}
_PROGRAM_files() {
    local found
    compopt -o filenames 2>/dev/null
    mapfile -t found < <(compgen -f -- "$cur")
    COMPREPLY+=("${found[@]}")
}
_PROGRAM() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} path=PROGRAM words= options= files= i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "$path ${COMP_WORDS[i]}" in
)" + steps_down(root, "            PATH) path=\"$path ${COMP_WORDS[i]}\" ;;\n") +
                        R"(        esac
    done
    case "$path $prev" in
)" + values + R"(    esac
    case "$path" in
)" + words + R"(    esac
    case "$cur" in
        -*) _PROGRAM_words "$options )" +
                        join(common, " ") + R"(" ;;
        *) _PROGRAM_words "$words"; [[ -z $files ]] || _PROGRAM_files ;;
    esac
}
complete -F _PROGRAM PROGRAM
)",
                    "PROGRAM", root.name());
}

/// Text within an argument of zsh's _arguments or _describe.
std::string zsh_text(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

std::string zsh_value(const Argument& argument) {
    if (argument.target().is_flag()) return {};
    const auto value = ":" + zsh_text(argument.value_name()) + ":";
    if (!argument.choices().empty()) return value + "(" + join(argument.choices(), " ") + ")";
    return value + (wants_files(argument) ? "_files" : " ");
}

std::string zsh_options(const std::deque<Argument>& options) {
    std::string out;
    for (const auto& option : options) {
        const std::string repeated = option.target().is_repeated() ? "*" : "";
        const auto told = "[" + zsh_text(option.help()) + "]" + zsh_value(option);
        if (!option.short_name().empty())
            out += "        " + shell_quoted(repeated + option.short_name() + told) + "\n";
        out += "        " + shell_quoted(repeated + option.long_name() + told) + "\n";
    }
    return out;
}

std::string zsh_function(const Command& command, const std::string& path) {
    const auto function = "_" + replaced(path, " ", "_");
    auto out = function + "() {\n    local curcontext=\"$curcontext\" state line\n    local -a takes=(\n" +
               zsh_options(command.options());
    for (const auto& argument : command.positionals()) {
        const auto* count = argument.target().is_repeated() ? "*" : argument.is_required() ? "" : ":";
        out += "        " + shell_quoted(count + zsh_value(argument)) + "\n";
    }
    out += "    )\n";
    if (command.commands().empty()) return out + "    _arguments -s -S $takes $_PROGRAM_common\n}\n";

    std::string described, cases;
    for (const auto& below : command.commands()) {
        described += "            " + shell_quoted(below.name() + ":" + below.page().summary) + "\n";
        cases += "            " + below.name() + ") " + function + "_" + below.name() + " ;;\n";
    }
    return out + "    _arguments -s -S -C $takes $_PROGRAM_common '1: :->command' '*:: :->rest'\n" +
           "    case $state in\n    command)\n        local -a commands=(\n" + described +
           "        )\n        _describe command commands ;;\n    rest)\n        case $line[1] in\n" + cases +
           "        esac ;;\n    esac\n}\n";
}

std::string zsh(const Command& root) {
    auto out = "#compdef PROGRAM\ntypeset -ga _PROGRAM_common=(\n" + zsh_options(common_options()) + ")\n";
    for_each_command(root, root.name(),
                     [&](const Command& command, const std::string& path) { out += zsh_function(command, path); });
    out += R"(if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _PROGRAM "$@"
else
    compdef _PROGRAM PROGRAM
fi
)";
    return replaced(std::move(out), "PROGRAM", root.name());
}

std::string fish_option(const Argument& option, const std::string& start) {
    auto out = start + " -l " + option.long_name().substr(2);
    if (!option.short_name().empty()) out += " -s " + option.short_name().substr(1);
    if (wants_files(option))
        out += " -r -F";
    else if (!option.choices().empty())
        out += " -x -a " + shell_quoted(join(option.choices(), " "));
    else if (!option.target().is_flag())
        out += " -x";
    return out + " -d " + shell_quoted(option.help()) + "\n";
}

std::string fish(const Command& root) {
    std::string out = R"(# fish completion for PROGRAM
function __PROGRAM_path
    set -l path PROGRAM
    for word in (commandline -opc)[2..-1]
        switch "$path $word"
)" + steps_down(root, "            case PATH\n                set path \"$path $word\"\n") +
                      R"(        end
    end
    echo $path
end
complete -c PROGRAM -f
)";
    for (const auto& option : common_options()) out += fish_option(option, "complete -c PROGRAM");
    for_each_command(root, root.name(), [&](const Command& command, const std::string& path) {
        const auto start = "complete -c PROGRAM -n " + shell_quoted("test (__PROGRAM_path) = \"" + path + "\"");
        for (const auto& below : command.commands())
            out += start + " -a " + below.name() + " -d " + shell_quoted(below.page().summary) + "\n";
        for (const auto& argument : command.positionals())
            if (!argument.choices().empty()) out += start + " -a " + shell_quoted(join(argument.choices(), " ")) + "\n";
        if (has_files(command)) out += start + " -F\n";
        for (const auto& option : command.options()) out += fish_option(option, start);
    });
    return replaced(std::move(out), "PROGRAM", root.name());
}

}  // namespace

std::string completion_script(const Command& root, Shell shell) {
    switch (shell) {
        case Shell::Bash: return bash(root);
        case Shell::Zsh: return zsh(root);
        case Shell::Fish: return fish(root);
    }
    return {};
}

Command completion_command(PageSource page) {
    auto shell = std::make_shared<std::string>();
    Command command(page);
    command.positional("SHELL", *shell, "the shell to make it for").one_of({"bash", "zsh", "fish"});
    command.handler([shell](Invocation& call) -> Result<int> {
        const auto chosen = *shell == "bash" ? Shell::Bash : *shell == "zsh" ? Shell::Zsh : Shell::Fish;
        const auto script = completion_script(call.root, chosen);
        if (call.console.is_json())
            call.console.put_json(
                stamped("completion", {{"program", call.root.name()}, {"shell", *shell}, {"script", script}}));
        else
            call.console.put(script);
        return kExitYes;
    });
    return command;
}

}  // namespace assay
