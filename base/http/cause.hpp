// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace assay::http {

/// Another library's sentence as the cause in one of ours: no full stop, and its first word begins in lower case unless
/// it is a name: `SSL connection timeout`, `OpenSSL/3.0: …`.
std::string as_cause(std::string_view sentence);

}  // namespace assay::http
