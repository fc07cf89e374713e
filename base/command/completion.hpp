// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/command/command.hpp"

namespace assay {

/// The shells a completion script can be made for.
enum class Shell { Bash, Zsh, Fish };

/// A script that completes the program's commands, options, their words and file names, made from its tree.
std::string completion_script(const Command& root, Shell shell);

/// The command `completion SHELL` of a program, which prints it.
Command completion_command(PageSource page);

}  // namespace assay
