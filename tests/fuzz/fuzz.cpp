// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/fuzz.hpp"

#include "base/core/text.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace assay::fuzz {

void hold(bool holds, std::string_view promise) {
    if (holds) return;
    std::fprintf(stderr, "broken promise: %.*s\n", static_cast<int>(promise.size()), promise.data());
    std::abort();
}

void check(const Error& error) {
    const auto& message = error.message();
    hold(!message.empty() && is_utf8(message), "a refusal says why, in UTF-8");
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    hold(std::ranges::none_of(message, is_control), "a refusal holds no control characters: " + quote(message));
    hold(error.kind() != ErrorKind::Internal, "no input is a mistake of ours: " + message);
}

}  // namespace assay::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    assay::fuzz::run({data, size});
    return 0;
}
