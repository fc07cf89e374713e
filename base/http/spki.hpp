// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"

namespace assay::http {

/// SHA-256 of a DER SubjectPublicKeyInfo: the name of a TLS key, and all that our TLS trusts (RFC 7469, section 2.4).
using SpkiDigest = FixedBytes<32, struct SpkiTag>;

}  // namespace assay::http
