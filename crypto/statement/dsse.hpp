// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "base/core/error.hpp"

#include <string>
#include <vector>

namespace assay::crypto {

/// The bytes a DSSE signature is made over: `DSSEv1 <len> <type> <len> <body>`. Source: DSSE 1.0.2, "PAE".
Bytes dsse_pae(std::string_view payload_type, ByteView payload);

/// One signature of an envelope, unchecked.
struct DsseSignature {
    std::string keyid;  ///< a hint that selects a key, never an authority; empty when absent
    Bytes signature;
};

/// A DSSE envelope: a payload, its type and at least one signature.
///
/// Reading follows the standard: either base64 alphabet, unknown members ignored. Our own statements are held to more,
/// see statement.hpp. At most kDsseBytesMax bytes and kDsseSignaturesMax signatures.
struct DsseEnvelope {
    static constexpr std::size_t kDsseBytesMax = 8U << 20;
    static constexpr std::size_t kDsseSignaturesMax = 128;

    std::string payload_type;
    Bytes payload;
    std::vector<DsseSignature> signatures;

    /// Errors: Invalid, Limit.
    static Result<DsseEnvelope> parse(std::string_view text);
    /// One line of JSON, members in the standard's order, padded base64 of the usual alphabet.
    std::string render() const;

    /// What its signatures are made over.
    Bytes pae() const { return dsse_pae(payload_type, payload); }
};

}  // namespace assay::crypto
