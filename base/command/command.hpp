// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/command/page.hpp"
#include "base/command/settings.hpp"
#include "base/core/interrupt.hpp"
#include "base/core/time.hpp"
#include "base/terminal/console.hpp"

#include <deque>
#include <filesystem>

namespace assay {

class Command;

/// What a command's handler is given. Its options are in the variables they were bound to.
struct Invocation {
    Console& console;
    const Interrupt& interrupt;
    const Command& root;
    const Command& command;
    const Settings& settings;
};

/// Where an argument's value goes, which also says what it may be. A plain target takes one value, an optional one none
/// or one, a vector any number, a bool is a flag without a value.
///
/// Numbers are decimal; a duration is a whole number and one of `s m h d`; a time is RFC 3339 in UTC.
class Target {
public:
    Target(bool& flag);
    Target(std::string& text);
    Target(std::optional<std::string>& text);
    Target(std::vector<std::string>& texts);
    Target(std::filesystem::path& path);
    Target(std::optional<std::filesystem::path>& path);
    Target(std::vector<std::filesystem::path>& paths);
    Target(std::uint64_t& number);
    Target(std::optional<std::uint64_t>& number);
    Target(std::chrono::seconds& duration);
    Target(std::optional<std::chrono::seconds>& duration);
    Target(std::optional<Time>& time);

    bool is_flag() const { return is_flag_; }
    bool is_path() const { return is_path_; }
    bool is_repeated() const { return is_repeated_; }
    /// Errors: Usage, in words that follow the argument's name: `is not a number: "x"`.
    Status set(const std::string& value) const { return set_(value); }

private:
    std::function<Status(const std::string&)> set_;
    bool is_flag_ = false, is_path_ = false, is_repeated_ = false;
};

/// An option or a positional argument.
class Argument {
public:
    Argument(std::string_view form, Target target, std::string help);

    /// An option that must be given.
    Argument& require();
    /// Takes these words only.
    Argument& one_of(std::vector<std::string> choices);
    /// Where it is not given, a setting's value counts: one of kSettingNames, the option's own name without `--`.
    /// `unless` is an option that says the same in another way (`--data`): where that has a value, the setting does not
    /// count.
    Argument& or_setting(std::string_view unless = {});

    bool is_positional() const { return long_name_.empty(); }
    bool is_required() const { return is_required_; }
    const std::string& short_name() const { return short_name_; }  ///< `-o`, or empty
    const std::string& long_name() const { return long_name_; }    ///< `--out`, or empty for a positional
    const std::string& value_name() const { return value_name_; }  ///< `FILE`, or empty for a flag
    const std::string& help() const { return help_; }
    const std::vector<std::string>& choices() const { return choices_; }
    const std::string& setting() const { return setting_; }  ///< the name, or empty
    const std::string& unless() const { return unless_; }    ///< `--data`, or empty
    const Target& target() const { return target_; }

    /// How errors and usage lines call it: `--out FILE`, `SOURCE`, `FILE…`.
    std::string form() const;
    /// Errors: Usage.
    Status set(const std::vector<std::string>& values) const;

private:
    std::string short_name_, long_name_, value_name_, help_;
    std::vector<std::string> choices_;
    std::string setting_, unless_;
    Target target_;
    bool is_required_ = false;
};

/// A command of a program, with the commands below it. Its name and what it does are in its page;
/// completions, help and manual are made from the same tree.
///
///     Command deposit_command() {
///         auto options = std::make_shared<DepositOptions>();
///         Command command(kDepositPage);
///         command.positional("SOURCE", options->source, "the release: a folder, an archive or a .dsc");
///         command.option("--recipe FILE", options->recipe, "how to build it").require();
///         command.flag("--dry-run", options->dry_run, "say what would be sent, and send nothing");
///         command.handler([options](Invocation& call) -> Result<int> { … });
///         return command;
///     }
///
/// Targets must live as long as the command; a shared options struct held by the handler does.
class Command {
public:
    using Handler = std::function<Result<int>(Invocation& call)>;

    explicit Command(PageSource page);

    /// `--out FILE` or `-o, --out FILE`.
    Argument& option(std::string_view form, Target target, std::string help);
    /// `--dry-run`.
    Argument& flag(std::string_view form, bool& target, std::string help);
    /// `SOURCE`, or `[DIR]` where it may be left out, or `FILE…` and `[FILE…]` for the rest of the line.
    Argument& positional(std::string_view form, Target target, std::string help);
    /// What the command does; its int is the exit status, its error is printed and sets the status.
    Command& handler(Handler handler);
    Command& add(Command command);

    const std::string& name() const { return name_; }
    const Page& page() const { return page_; }
    const std::deque<Argument>& options() const { return options_; }
    const std::deque<Argument>& positionals() const { return positionals_; }
    const std::vector<Command>& commands() const { return commands_; }
    const Handler& handler() const { return handler_; }
    const Command* find(std::string_view name) const;

private:
    Page page_;
    std::string name_;
    std::deque<Argument> options_, positionals_;
    std::vector<Command> commands_;
    Handler handler_;
};

/// The options every command has: --json, --quiet, --verbose, --color, --progress, --help, --version.
const std::deque<Argument>& common_options();

/// `config`, which shows what is set and where. `page` is the program's.
Command config_command(PageSource page);

/// Runs the command that `argv` names, with signals caught, and gives the exit status. Prints help, errors and hints.
int run(const Command& root, int argc, const char* const* argv,
        Settings::ProjectFile project_file = Settings::ProjectFile::Counts);
/// The same on given streams and settings; `arguments` are without the program's name.
int run(const Command& root, const std::vector<std::string>& arguments, const Streams& streams,
        const Interrupt& interrupt, const Settings::Places& places = Settings::no_places());

/// `escrow deposit SOURCE --recipe FILE [OPTION…]`
std::string usage_line(const Command& command);
/// The text of --help.
std::string help_text(const Command& command, const Style& style, std::size_t width);

/// What is wrong with the pages of a tree, one sentence each: a title that is not the command's place in the tree, a
/// `## Usage` that is not its usage line, no examples, an option that the command does not have, a table of exit
/// statuses that is missing, out of order, without 0 or 2, or with a status of no program. For a test of each program.
std::vector<std::string> problems_of_pages(const Command& root);

/// The word of `words` that was probably meant, or an empty one.
std::string_view nearest_word(std::string_view word, const std::vector<std::string>& words);

}  // namespace assay
