// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace assay {

/// `'…'`: one word of sh, whatever the text holds but NUL.
std::string shell_quoted(std::string_view text);

}  // namespace assay
