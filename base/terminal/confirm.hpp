// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"

#include <string_view>

namespace assay {

/// Asks at the terminal for a yes: `y` or `yes`; any other answer is a no. ` [y/N] ` is put after the question. Errors:
/// Usage when standard input is no terminal, Interrupted, io_error's.
Result<bool> ask_yes(std::string_view question, const Interrupt& interrupt);

/// The same at an open terminal.
Result<bool> ask_yes_at(int terminal, std::string_view question, const Interrupt& interrupt);

}  // namespace assay
