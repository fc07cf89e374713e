// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/random.hpp"
#include "crypto/primitive/digest.hpp"

#include <map>
#include <optional>

namespace assay::crypto {

using FieldSalt = FixedBytes<32, struct FieldSaltTag>;
using Commitment = FixedBytes<64, struct CommitmentTag>;

/// One field of a closed part, opened: its salt and the exact JSON text that was committed to.
struct Disclosure {
    FieldSalt salt;
    std::string value;  ///< compact JSON

    /// SHA-512("assay-field-v1" ‖ 0x00 ‖ salt ‖ field name ‖ 0x00 ‖ value). Hiding because the salt is random, binding
    /// because SHA-512 is. Page: statements.md, "Closed part".
    Commitment commit(std::string_view field) const;
    Result<Json> json() const;
};

/// The closed part of a statement: fields only the parties read, each shown alone when its salt is.
///
/// JSON form: {"format": "assay-closed-v1", "fields": {"<name>": {"salt": "<hex>", "value": "<JSON text>"}}}.
class ClosedPart {
public:
    static constexpr std::size_t kFieldsMax = 64;
    static constexpr std::size_t kBytesMax = 8U << 20;  ///< of the text that is read

    /// Adds a field under a fresh salt.
    void add(std::string field, const Json& value, Random& random);

    /// Errors: Invalid, Limit.
    static Result<ClosedPart> parse(std::string_view text);
    std::string render() const;

    const std::map<std::string, Disclosure>& fields() const { return fields_; }
    const Disclosure* find(std::string_view field) const;
    /// The value of a field. Errors: Unproven when the part has no such field.
    Result<Json> value(std::string_view field) const;

    /// What the open part carries: {"<field>": "<commitment, hex>"}.
    Json commitments() const;
    /// Errors: Untrusted naming the field that does not match, or that is in one and not in the other.
    Status check(const Json& commitments) const;

private:
    std::map<std::string, Disclosure> fields_;
};

/// Checks one disclosed field against a statement's commitments. Errors: Untrusted.
Status check_disclosure(std::string_view field, const Disclosure& disclosure, const Json& commitments);

}  // namespace assay::crypto
