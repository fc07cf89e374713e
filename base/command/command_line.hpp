// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/command/command.hpp"

#include <map>

namespace assay {

/// A command line taken apart by the tree of commands: which command is meant, and what its arguments were given.
///
/// `--out FILE` and `--out=FILE`, `-o FILE` and `-oFILE`, flags together as `-qv`; options and positional arguments in
/// any order, each option after the command it belongs to. After `--` all words are positional arguments, and `-` is
/// one. A word that the command knows as an option is a value only when joined by `=`: a forgotten value is an error.
class CommandLine {
public:
    /// `common` are options that every command has. Words that are not understood are passed over; set_own tells.
    CommandLine(const Command& root, const std::deque<Argument>& common, const std::vector<std::string>& words);

    /// The command meant, as far as the line was understood.
    const Command& command() const { return *path_.back(); }
    /// Whether there is a word in the place of a command that is no command: what is asked about it has no answer.
    bool has_unknown_command() const { return has_unknown_command_; }
    /// Puts the common options where they belong. Errors: Usage.
    Status set_common() const { return set(common_); }
    /// Puts all other values where they belong; an option that is not given takes its setting. Gives the settings that
    /// were used, by option.
    /// Errors: Usage, for the first word that was not understood, a value that cannot be, an argument that is missing,
    /// or a command that only has others below it.
    Result<std::map<const Argument*, Setting>> set_own(const Settings& settings) const;

private:
    void take_word(const std::string& word, bool may_be_command);
    void take_long(const std::string& word, const std::string* next, bool& next_taken);
    void take_short(const std::string& word, const std::string* next, bool& next_taken);
    void take_value(const Argument& option, const std::string* joined, const std::string* next, bool& next_taken);
    /// The option of that name, long or short, of the command meant or common.
    const Argument* find(std::string_view name) const;
    void refuse_option(const std::string& word);
    void refuse_word(const std::string& word);
    void refuse(Error error);
    /// The setting of an option that is not given, where it counts. `of` is the command that has the option.
    std::optional<Setting> setting_for(const Argument& option, const Command& of, const Settings& settings,
                                       const std::map<const Argument*, Setting>& used) const;
    Status set(const std::deque<Argument>& arguments) const;

    const std::deque<Argument>& common_;
    std::vector<const Command*> path_;  ///< from the root to the command meant
    std::map<const Argument*, std::vector<std::string>> given_;
    std::size_t positionals_ = 0;  ///< of the command meant, how many have all their values
    bool has_unknown_command_ = false;
    std::optional<Error> refused_;  ///< the first word that was not understood
};

}  // namespace assay
