// SPDX-License-Identifier: Apache-2.0
#include "base/command/command_line.hpp"

#include "base/core/text.hpp"

namespace assay {

namespace {

Error with_suggestion(Error error, std::string_view word, const std::vector<std::string>& known) {
    const auto meant = nearest_word(word, known);
    return meant.empty() ? error : std::move(error).with_hint("did you mean " + quote(meant) + "?");
}

std::vector<std::string> names_below(const Command& command) {
    std::vector<std::string> out;
    for (const auto& below : command.commands()) out.push_back(below.name());
    return out;
}

}  // namespace

CommandLine::CommandLine(const Command& root, const std::deque<Argument>& common, const std::vector<std::string>& words)
    : common_(common), path_{&root} {
    bool only_words = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto& word = words[i];
        const auto* next = i + 1 < words.size() ? &words[i + 1] : nullptr;
        bool next_taken = false;
        if (only_words || word == "-" || !word.starts_with('-'))
            take_word(word, !only_words);
        else if (word == "--")
            only_words = true;
        else if (word.starts_with("--"))
            take_long(word, next, next_taken);
        else
            take_short(word, next, next_taken);
        if (next_taken) ++i;
    }
}

void CommandLine::take_word(const std::string& word, bool may_be_command) {
    if (const auto* below = may_be_command ? command().find(word) : nullptr) {
        path_.push_back(below);
        positionals_ = 0;
        return;
    }
    const auto& positionals = command().positionals();
    if (positionals_ == positionals.size()) return refuse_word(word);
    const auto& argument = positionals[positionals_];
    given_[&argument].push_back(word);
    if (!argument.target().is_repeated()) ++positionals_;
}

void CommandLine::take_long(const std::string& word, const std::string* next, bool& next_taken) {
    const auto equals = word.find('=');
    const auto* option = find(word.substr(0, equals));
    if (option == nullptr) return refuse_option(word);
    const auto joined = equals == std::string::npos ? std::string() : word.substr(equals + 1);
    take_value(*option, equals == std::string::npos ? nullptr : &joined, next, next_taken);
}

void CommandLine::take_short(const std::string& word, const std::string* next, bool& next_taken) {
    for (std::size_t at = 1; at < word.size(); ++at) {
        const auto* option = find("-" + word.substr(at, 1));
        if (option == nullptr) return refuse_option(word);
        const auto rest = word.substr(at + 1);
        const bool is_flag = option->target().is_flag();
        take_value(*option, is_flag || rest.empty() ? nullptr : &rest, next, next_taken);
        if (!is_flag) return;
    }
}

void CommandLine::take_value(const Argument& option, const std::string* joined, const std::string* next,
                             bool& next_taken) {
    const auto& name = option.long_name();
    if (option.target().is_flag()) {
        if (joined != nullptr) return refuse(Error(ErrorKind::Usage, name + " takes no value"));
        given_[&option].emplace_back();
        return;
    }
    // `--recipe --key DIR` is a forgotten value, not a file called `--key`.
    const bool next_is_value = next != nullptr && *next != "--" && find(next->substr(0, next->find('='))) == nullptr;
    if (joined != nullptr ? joined->empty() : !next_is_value)
        return refuse(Error(ErrorKind::Usage, name + " needs a value"));
    next_taken = joined == nullptr;
    given_[&option].push_back(joined != nullptr ? *joined : *next);
}

const Argument* CommandLine::find(std::string_view name) const {
    for (const auto* options : {&command().options(), &common_})
        for (const auto& option : *options)
            if (name == option.long_name() || (name == option.short_name() && !name.empty())) return &option;
    return nullptr;
}

void CommandLine::refuse_option(const std::string& word) {
    std::vector<std::string> known;
    for (const auto* options : {&command().options(), &common_})
        for (const auto& option : *options) known.push_back(option.long_name());
    refuse(with_suggestion(Error(ErrorKind::Usage, "unknown option " + quote(word)),
                           std::string_view(word).substr(0, word.find('=')), known));
}

void CommandLine::refuse_word(const std::string& word) {
    const auto known = names_below(command());
    has_unknown_command_ = has_unknown_command_ || !known.empty();
    refuse(with_suggestion(
        Error(ErrorKind::Usage, (known.empty() ? "one argument too many: " : "unknown command ") + quote(word)), word,
        known));
}

void CommandLine::refuse(Error error) {
    if (!refused_) refused_ = std::move(error);
}

Status CommandLine::set(const std::deque<Argument>& arguments) const {
    for (const auto& argument : arguments)
        if (const auto values = given_.find(&argument); values != given_.end()) TRY(argument.set(values->second));
    return {};
}

std::optional<Setting> CommandLine::setting_for(const Argument& option, const Command& of, const Settings& settings,
                                                const std::map<const Argument*, Setting>& used) const {
    if (option.setting().empty() || given_.contains(&option)) return std::nullopt;
    for (const auto& other : of.options())
        if (other.long_name() == option.unless() && (given_.contains(&other) || used.contains(&other)))
            return std::nullopt;
    return settings.find(option.setting(), command().page().path);
}

Result<std::map<const Argument*, Setting>> CommandLine::set_own(const Settings& settings) const {
    if (refused_) return fail(Error(*refused_));
    std::map<const Argument*, Setting> used;
    for (const auto* command : path_)
        for (const auto* arguments : {&command->positionals(), &command->options()}) {
            TRY(set(*arguments));
            for (const auto& argument : *arguments) {
                if (auto setting = setting_for(argument, *command, settings, used)) {
                    TRY_WITHIN("set in " + setting->from, argument.set({setting->value}));
                    used.emplace(&argument, *std::move(setting));
                } else if (argument.is_required() && !given_.contains(&argument)) {
                    auto missing = Error(ErrorKind::Usage, argument.form() + " is missing");
                    if (!argument.setting().empty())
                        missing = std::move(missing).with_hint("or set it once: " + variable_of(argument.setting()) +
                                                               ", or " + argument.setting() + " in " +
                                                               std::string(Settings::kFileName));
                    return fail(std::move(missing));
                }
            }
        }
    if (!command().handler())
        return fail(ErrorKind::Usage, "a command is missing: one of " + join(names_below(command()), ", "));
    return used;
}

}  // namespace assay
