// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"

namespace assay::crypto {

/// How many bytes of a file's beginning are enough for a guess.
inline constexpr std::size_t kGuessBytes = 4096;

/// What a file seems to be and which command takes it, as "this is an outbox: escrow submit takes it"; nothing where
/// its beginning is of no file of ours, or of the kind `wanted` (as "policy").
std::optional<std::string> seems_to_be(std::string_view head, std::string_view wanted);

/// The error of reading a file that was given in another's place, with that as a hint. `head` is the beginning of the
/// file. It changes words alone: nothing is decided by it.
Error with_guess(Error error, std::string_view head, std::string_view wanted);

/// As above, for a Result.
template <typename T>
Result<T> guessing(Result<T> result, std::string_view head, std::string_view wanted) {
    if (result) return result;
    return std::unexpected(with_guess(std::move(result).error(), head, wanted));
}

}  // namespace assay::crypto
