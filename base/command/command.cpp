// SPDX-License-Identifier: Apache-2.0
// The only file that knows CLI11. It is asked to take a command line apart, no more: every value is read, every refusal
// worded and every help text written here, so that they are the same in all programs and whatever CLI11's version.
#include "base/command/command.hpp"

#include "base/core/text.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/interrupt.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <new>

namespace assay {

namespace {

/// The values of the options every command has.
struct Common {
    bool json = false, quiet = false, verbose = false, help = false, version = false;
    std::string color = "auto", progress = "auto";

    std::deque<Argument> arguments() {
        std::deque<Argument> out;
        out.emplace_back("--json", json, "write the result as JSON");
        out.emplace_back("-q, --quiet", quiet, "say nothing but errors");
        out.emplace_back("-v, --verbose", verbose, "say more");
        out.emplace_back("--color WHEN", color, "use colour").one_of({"auto", "always", "never"});
        out.emplace_back("--progress HOW", progress, "show progress").one_of({"auto", "plain", "json", "none"});
        out.emplace_back("-h, --help", help, "show this help");
        out.emplace_back("--version", version, "show the version");
        return out;
    }

    ConsoleOptions console() const {
        ConsoleOptions out{.json = json, .quiet = quiet, .verbose = verbose};
        if (color != "auto") out.color = color == "always" ? ColorChoice::Always : ColorChoice::Never;
        if (progress == "plain") out.progress = ProgressChoice::Plain;
        if (progress == "json") out.progress = ProgressChoice::Json;
        if (progress == "none") out.progress = ProgressChoice::None;
        return out;
    }
};

/// A command with the CLI11 app that stands for it and what that app was told.
struct Level {
    const Command* command = nullptr;
    CLI::App* app = nullptr;
    std::vector<std::pair<const Argument*, CLI::Option*>> arguments;
};

class CommandLine {
public:
    CommandLine(const Command& root, const std::deque<Argument>& common) : common_(common) { build(root, app_); }

    /// Takes the line apart. Errors: Usage.
    Status parse(const std::vector<std::string>& arguments) {
        auto parsed = take_apart(arguments);
        for (auto& level : levels_)
            if (level.app == &app_ || level.app->parsed()) chosen_.push_back(&level);
        return parsed;
    }

    /// The command meant, as far as the line was understood.
    const Command& command() const { return *chosen_.back()->command; }

    /// Puts the common options where they belong. Errors: Usage.
    Status set_common() const {
        for (const auto* level : chosen_)
            for (const auto& [argument, option] : level->arguments)
                if (is_common(*argument)) TRY(set(*argument, *option));
        return {};
    }

    /// Puts all other values where they belong and checks that none is missing or too many. Errors: Usage.
    Status set_own(const std::vector<std::string>& raw) const {
        TRY(refuse_swallowed_options(raw));
        TRY(refuse_extras());
        for (const auto* level : chosen_)
            for (const auto& [argument, option] : level->arguments) {
                if (is_common(*argument)) continue;
                if (option->count() > 0)
                    TRY(set(*argument, *option));
                else if (argument->is_required())
                    return fail(ErrorKind::Usage, argument->form() + " is missing");
            }
        if (!command().handler()) {
            std::vector<std::string> names;
            for (const auto& below : command().commands()) names.push_back(below.name());
            return fail(ErrorKind::Usage, "a command is missing: one of " + join(names, ", "));
        }
        return {};
    }

private:
    void build(const Command& command, CLI::App& app) {
        app.set_help_flag();
        app.allow_extras();
        app.require_subcommand(0, command.commands().empty() ? 0 : 1);
        Level level{.command = &command, .app = &app, .arguments = {}};
        std::size_t position = 0;
        for (const auto& argument : command.positionals())
            level.arguments.emplace_back(&argument, add(app, argument, "positional" + std::to_string(position++)));
        for (const auto* arguments : {&command.options(), &common_})
            for (const auto& argument : *arguments) {
                const auto names =
                    argument.short_name() + (argument.short_name().empty() ? "" : ",") + argument.long_name();
                level.arguments.emplace_back(&argument, add(app, argument, names));
            }
        levels_.push_back(std::move(level));
        for (const auto& below : command.commands()) build(below, *app.add_subcommand(below.name()));
    }

    static CLI::Option* add(CLI::App& app, const Argument& argument, const std::string& names) {
        if (argument.target().is_flag()) return app.add_flag(names);
        auto* option = app.add_option(names, CLI::callback_t([](const CLI::results_t&) { return true; }));
        option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
        // Only a positional takes the rest of the line; an option takes one value each time it is given.
        return option->allow_extra_args(argument.is_positional() && argument.target().is_repeated());
    }

    Status take_apart(const std::vector<std::string>& arguments) {
        try {
            app_.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
            return {};
        } catch (const CLI::ArgumentMismatch& problem) {
            // The message begins with the option's name, the only place where it is told.
            const std::string_view message = problem.what();
            return fail(ErrorKind::Usage, std::string(message.substr(0, message.find(':'))) + " needs a value");
        } catch (const CLI::Error& problem) { return fail(ErrorKind::Usage, problem.what()); }
    }

    bool is_common(const Argument& argument) const {
        return std::ranges::any_of(common_, [&](const Argument& each) { return &each == &argument; });
    }

    static Status set(const Argument& argument, const CLI::Option& option) {
        if (option.count() == 0) return {};
        const bool has_value = std::ranges::any_of(option.results(), [](const auto& value) { return value != "true"; });
        if (argument.target().is_flag() && has_value)
            return fail(ErrorKind::Usage, argument.long_name() + " takes no value");
        return argument.set(option.results());
    }

    Status refuse_extras() const {
        for (const auto* level : chosen_)
            for (const auto& extra : level->app->remaining()) {
                if (extra == "--") continue;  // the mark itself: what follows it are arguments
                std::vector<std::string> known;
                const bool is_option = extra.starts_with('-') && extra != "-";
                if (is_option)
                    for (const auto& [argument, option] : level->arguments) known.push_back(argument->long_name());
                else
                    for (const auto& below : level->command->commands()) known.push_back(below.name());
                std::string message = is_option       ? "unknown option " + quote(extra)
                                      : known.empty() ? "one argument too many: " + quote(extra)
                                                      : "unknown command " + quote(extra);
                Error error(ErrorKind::Usage, std::move(message));
                const auto meant = nearest_word(std::string_view(extra).substr(0, extra.find('=')), known);
                if (!meant.empty()) error = std::move(error).with_hint("did you mean " + quote(meant) + "?");
                return fail(std::move(error));
            }
        return {};
    }

    /// `--recipe --key DIR` is a forgotten value, not a file called `--key`; whoever has one writes `--recipe=--key`.
    Status refuse_swallowed_options(const std::vector<std::string>& raw) const {
        const auto find = [&](std::string_view word) -> const Argument* {
            for (const auto& [argument, option] : chosen_.back()->arguments)
                if (!word.empty() && (word == argument->long_name() || word == argument->short_name())) return argument;
            return nullptr;
        };
        for (std::size_t i = 0; i + 1 < raw.size() && raw[i] != "--"; ++i) {
            const auto* option = find(raw[i]);
            if (option != nullptr && !option->target().is_flag() && find(raw[i + 1]) != nullptr)
                return fail(ErrorKind::Usage, option->long_name() + " needs a value");
        }
        return {};
    }

    CLI::App app_;
    const std::deque<Argument>& common_;
    std::deque<Level> levels_;
    std::vector<const Level*> chosen_;  ///< from the root to the command meant
};

Error usage_error(Error error, const Command& command) {
    return std::move(error).within(command.page().path).with_hint(command.page().path + " --help");
}

int show_version(const Command& root, Console& console) {
    if (console.is_json())
        console.put_json(stamped("version", {{"program", root.name()}, {"version", ASSAY_VERSION}}));
    else
        console.put(root.name() + " " ASSAY_VERSION "\n");
    return kExitYes;
}

Result<int> call_handler(const Command& root, const Command& command, Console& console, const Interrupt& interrupt) {
    Invocation call{.console = console, .interrupt = interrupt, .root = root, .command = command};
    // Our functions return their errors; what is thrown all the same must not end without a sentence.
    try {
        return command.handler()(call);
    } catch (const std::bad_alloc&) {
        return fail(ErrorKind::Limit, "out of memory");
    } catch (const std::exception& problem) {
        return fail(ErrorKind::Internal, std::string("a mistake of ours: ") + problem.what());
    }
}

}  // namespace

Command::Command(PageSource page) : page_(Page::read(page)), name_(page_.path.substr(page_.path.rfind(' ') + 1)) {}

Argument& Command::option(std::string_view form, Target target, std::string help) {
    return options_.emplace_back(form, std::move(target), std::move(help));
}

Argument& Command::flag(std::string_view form, bool& target, std::string help) {
    return options_.emplace_back(form, Target(target), std::move(help));
}

Argument& Command::positional(std::string_view form, Target target, std::string help) {
    return positionals_.emplace_back(form, std::move(target), std::move(help));
}

Command& Command::handler(Handler handler) {
    handler_ = std::move(handler);
    return *this;
}

Command& Command::add(Command command) {
    commands_.push_back(std::move(command));
    return *this;
}

const Command* Command::find(std::string_view name) const {
    const auto found = std::ranges::find(commands_, name, &Command::name_);
    return found == commands_.end() ? nullptr : &*found;
}

const std::deque<Argument>& common_options() {
    static Common values;
    static const auto arguments = values.arguments();
    return arguments;
}

int run(const Command& root, const std::vector<std::string>& arguments, const Streams& streams,
        const Interrupt& interrupt) {
    Common common;
    const auto common_arguments = common.arguments();
    CommandLine line(root, common_arguments);
    auto understood = line.parse(arguments);
    if (understood) understood = line.set_common();
    // A line that was not understood may still have asked for JSON.
    common.json = common.json || std::ranges::find(arguments, "--json") != arguments.end();
    Console console(streams, common.console());

    Result<int> status = kExitYes;
    if (understood && common.version) {
        status = show_version(root, console);
    } else if (understood && common.help) {
        console.put(help_text(line.command(), console.style(), console.width()));
    } else {
        if (understood) understood = line.set_own(arguments);
        if (understood)
            status = call_handler(root, line.command(), console, interrupt);
        else
            status = fail(usage_error(std::move(understood).error(), line.command()));
    }

    if (!status) console.error(status.error());
    int out = status ? *status : exit_status(status.error().kind());
    if (const auto finished = console.finish(); !finished) {
        console.error(finished.error());
        if (out == kExitYes) out = exit_status(finished.error().kind());
    }
    return out;
}

int run(const Command& root, int argc, const char* const* argv) {
    const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    return run(root, arguments, Streams::standard(), SignalInterrupt::install());
}

}  // namespace assay
