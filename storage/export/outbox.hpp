// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/evidence.hpp"
#include "crypto/record/outbox.hpp"
#include "crypto/record/sealed_part.hpp"

namespace assay::storage {

/// A statement on its way to the log, with its closed part sealed to those who may read it.
struct OutgoingStatement {
    crypto::SaltedEnvelope statement;
    std::vector<crypto::SealedPart> closed;

    Json render() const;
    /// Errors: Invalid, Limit.
    static Result<OutgoingStatement> parse(const Json& json);
};

/// What leaves a room, or a party, for the log. Page: outbox.md.
struct Outbox {
    static constexpr std::size_t kBytesMax = 64U << 20;
    static constexpr std::size_t kStatementsMax = 256;
    static constexpr std::size_t kEvidenceMax = 64;
    /// JSON values of an outbox: of any, and of one without evidence, as a custodian takes it from anybody.
    static constexpr std::size_t kValuesMax = 4U << 20, kValuesWithoutEvidenceMax = 128U << 10;

    crypto::IdentityId room;
    crypto::SaltedEnvelope manifest;  ///< the room's word for all that follows
    std::vector<OutgoingStatement> statements;
    std::vector<crypto::Evidence> evidence;

    /// What the room's manifest is about: digests of the two lists as compact JSON.
    crypto::DigestSet statements_digest() const;
    crypto::DigestSet evidence_digest() const;
    /// Whether the manifest is the room's and about exactly these statements; about exactly this evidence too, unless
    /// it stayed behind with the carrier. Errors: Untrusted, also for anything else in the manifest's place; Unproven
    /// for a signer that the book does not know; Unsupported.
    enum class EvidenceIs { Here, WithCarrier };
    Status check_manifest(const crypto::IdentityBook& book, EvidenceIs evidence_is) const;
    /// Whether the manifest, its signature unchecked, speaks of exactly this evidence: for a carrier that cannot know
    /// the room, because all evidence may have been taken out. Who logs the statements checks the signature. Errors:
    /// Untrusted, also for anything else in the manifest's place; Unsupported.
    Status check_evidence_is_whole() const;

    /// Errors: Invalid, Limit, Unsupported.
    static Result<Outbox> parse(std::string_view text, std::size_t values_max = kValuesMax);
    std::string render() const;
};

}  // namespace assay::storage
