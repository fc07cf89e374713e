// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "base/core/secret.hpp"

#include <string_view>

namespace assay {

inline constexpr std::size_t kPassphraseBytesMax = 1024;

/// Asks at the terminal for a passphrase, which is not shown. `question` is put before the colon: `passphrase of
/// "room"`. Errors: Usage when standard input is no terminal, Interrupted, Limit above kPassphraseBytesMax, Invalid
/// when empty.
Result<SecretBytes> ask_passphrase(std::string_view question, const Interrupt& interrupt);

/// The same at an open terminal.
Result<SecretBytes> ask_passphrase_at(int terminal, std::string_view question, const Interrupt& interrupt);

}  // namespace assay
