// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/command/command.hpp"

namespace assay {

/// A manual page of section 1 in man(7) macros.
struct ManualPage {
    std::string file_name;  ///< `escrow-deposit.1`
    std::string text;
};

/// One page for the program and one for each command below it, from the same pages as --help. They carry the program's
/// version and no date: the same source gives the same bytes.
std::vector<ManualPage> manual_pages(const Command& root);

/// The command `manual DIR` of a program, which writes them there.
Command manual_command(PageSource page);

}  // namespace assay
