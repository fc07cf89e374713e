// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "base/core/error.hpp"

namespace assay::fuzz {

/// Tries one input. Each target defines it; it returns for every input, whether that is read or refused.
void run(ByteView input);

/// Ends the process with the promise that was broken, which is how a finding is reported.
void hold(bool holds, std::string_view promise);

/// The value of a Result that must have one.
template <typename T>
T need(Result<T> result, std::string_view promise) {
    if (!result) hold(false, std::string(promise) + ": " + result.error().message());
    return std::move(*result);
}

/// What a stranger reads of a refusal is one line of text, and says something.
void check(const Error& error);

/// Reads `text`; what was read is written exactly as it was there.
template <typename Parse, typename Render>
void read_and_write(const Parse& parse, const Render& render, std::string_view text) {
    const auto value = parse(text);
    if (!value) return check(value.error());
    hold(render(*value) == text, "what is written is what was read");
}

/// Reads `text`; what is written of it is read again, and written the same.
template <typename Parse, typename Render>
void settle(const Parse& parse, const Render& render, std::string_view text) {
    const auto value = parse(text);
    if (!value) return check(value.error());
    const std::string first = render(*value);
    hold(render(need(parse(first), "what is written is read")) == first, "what is written twice is the same");
}

}  // namespace assay::fuzz
