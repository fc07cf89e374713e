// SPDX-License-Identifier: Apache-2.0
#include "base/core/shell.hpp"

namespace assay {

std::string shell_quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text)
        if (c == '\'')
            out += R"('\'')";
        else
            out += c;
    return out + "'";
}

}  // namespace assay
