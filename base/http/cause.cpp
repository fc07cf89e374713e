// SPDX-License-Identifier: Apache-2.0
#include "base/http/cause.hpp"

#include <algorithm>

namespace assay::http {

namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

}  // namespace

std::string as_cause(std::string_view sentence) {
    std::string out(sentence);
    if (out.ends_with('.')) out.pop_back();
    const auto rest = std::string_view(out).substr(std::min<std::size_t>(out.size(), 1));
    const bool is_name = std::ranges::any_of(rest.substr(0, rest.find(' ')), is_upper);
    if (!out.empty() && is_upper(out[0]) && !is_name) out[0] = static_cast<char>(out[0] - 'A' + 'a');
    return out;
}

}  // namespace assay::http
