// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "base/core/error.hpp"
#include "base/core/unicode.hpp"

#include <cstdint>
#include <optional>

namespace assay {

/// A decimal number without sign, leading zero or white space, at most 2^64-1.
std::optional<std::uint64_t> parse_decimal(std::string_view text);

/// Whether the text is UTF-8: shortest forms only, no surrogates.
bool is_utf8(std::string_view text);

/// The pieces between separators; `split("a,,b", ',')` has three.
std::vector<std::string_view> split(std::string_view text, char separator);

/// The text without spaces, tabs and newlines at either end.
std::string_view trim(std::string_view text);

std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// A character that must not be shown as it is, in a form that can: `\x1b` for a byte, `\u{202e}` for a code point.
std::string escaped(const Character& character);

/// `"` + text + `"`, with quotes and everything deceptive (unicode.hpp) escaped and long text cut: safe to put in a
/// message, with any name that a stranger gave a file.
std::string quote(std::string_view text, std::size_t most = 200);

/// `1 file`, `2 files`.
std::string count_of(std::uint64_t count, std::string_view singular, std::string_view plural = {});

/// `12.3 MB`, in powers of 1000.
std::string human_bytes(std::uint64_t bytes);

}  // namespace assay
