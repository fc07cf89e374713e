// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/statement/predicate.hpp"

namespace assay::crypto {

/// A statement's closed part, sealed to one party: an age file that travels beside the envelope.
struct SealedPart {
    IdentityId to;
    Bytes file;
};

/// What a statement says of one of its sealed closed parts, so that a carrier can neither exchange nor withhold it
/// unseen.
struct SealedPartRecord {
    IdentityId to;
    DigestSet digest;  ///< of the age file

    friend bool operator==(const SealedPartRecord&, const SealedPartRecord&) = default;
};

/// The records of sealed parts, in their order.
std::vector<SealedPartRecord> records_of(const std::vector<SealedPart>& parts);
/// Whether the parts that came are exactly those a statement names. Errors: Untrusted, naming the party.
Status check_sealed_parts(const std::vector<SealedPart>& parts, const std::vector<SealedPartRecord>& records);

/// JSON form: [{"to": "<identity id>", "digest": {"sha256", "sha512"}}, …].
Json render_sealed_parts(const std::vector<SealedPartRecord>& records);
/// The member `sealed`: at most 64 of them, no party twice. Errors: Invalid, Limit.
Result<std::vector<SealedPartRecord>> read_sealed_parts(Record& record);

}  // namespace assay::crypto
