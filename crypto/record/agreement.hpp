// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/primitive/secret_sharing.hpp"
#include "crypto/statement/predicate.hpp"

namespace assay::crypto {

/// Who escrows with whom: the only source of a deposit's recipients.
///
/// - Signed by every party. No party has two parts. Trustee number i is `trustees[i - 1]`.
/// - There is at least one room, and threshold.shares is the number of trustees.
struct Agreement {
    Time time;
    IdentityId vendor;
    IdentityId custodian;
    std::vector<IdentityId> rooms;
    std::vector<IdentityId> trustees;
    Threshold threshold;
    std::string dedup;          ///< `vendor` or `agreement`: how far pieces are shared
    std::uint64_t notice_days;  ///< business days before a claim takes effect
    std::uint64_t retention_days;

    /// All parties: vendor, custodian, rooms, trustees.
    std::vector<IdentityId> parties() const;
    bool has_room(const IdentityId& id) const;
    /// The number of a trustee, from 1. Nothing for others.
    std::optional<std::uint8_t> trustee_number(const IdentityId& id) const;

    /// The payload to sign. Needs every party's identity for the subjects. Errors: Unproven, Invalid.
    Result<std::string> payload(const IdentityBook& book) const;
    /// Errors: Invalid, Untrusted when a party's identity has another role than its part.
    static Result<Agreement> parse(const Statement& statement, const IdentityBook& book);
};

}  // namespace assay::crypto
