// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "auditor/check.hpp"

namespace assay::auditor {

/// The answer as one self-contained HTML page: the same facts as the text and JSON forms, verdict first.
std::string render_html(const CheckAnswer& answer, Time as_of);

}  // namespace assay::auditor
