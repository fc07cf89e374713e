// SPDX-License-Identifier: Apache-2.0
#include "base/command/command.hpp"

#include "base/command/command_line.hpp"
#include "base/core/text.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/interrupt.hpp"

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

/// A file of the project was not named by the person who runs the command: what of it counts is said.
void tell_settings(const Settings& settings, const std::map<const Argument*, Setting>& used, Console& console) {
    for (const auto& remark : settings.remarks()) console.warn(remark);
    std::map<std::string, std::vector<std::string>> by_file;
    for (const auto& [option, setting] : used)
        if (setting.is_of_project) by_file[setting.from].push_back(option->long_name());
    for (const auto& [file, options] : by_file) console.say("settings of " + file + ": " + join(options, ", "));
}

Result<int> call_handler(const CommandLine& line, const Command& root, const Settings::Places& places, Console& console,
                         const Interrupt& interrupt) {
    const auto& command = line.command();
    const auto settings = TRY(Settings::read(places));
    const auto used = line.set_own(settings);
    if (!used) return fail(usage_error(Error(used.error()), command));
    tell_settings(settings, *used, console);
    Invocation call{.console = console, .interrupt = interrupt, .root = root, .command = command, .settings = settings};
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
        const Interrupt& interrupt, const Settings::Places& places) {
    Common common;
    const auto common_arguments = common.arguments();
    const CommandLine line(root, common_arguments, arguments);
    auto understood = line.set_common();
    // A line that was not understood may still have asked for JSON.
    common.json = common.json || std::ranges::find(arguments, "--json") != arguments.end();
    Console console(streams, common.console());

    Result<int> status = kExitYes;
    if (understood && common.version) {
        status = show_version(root, console);
    } else if (understood && common.help && !line.has_unknown_command()) {
        console.put(help_text(line.command(), console.style(), console.width()));
    } else {
        if (understood)
            status = call_handler(line, root, places, console, interrupt);
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

int run(const Command& root, int argc, const char* const* argv, Settings::ProjectFile project_file) {
    const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    return run(root, arguments, Streams::standard(), SignalInterrupt::install(), Settings::places(project_file));
}

}  // namespace assay
