// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/statement/statement.hpp"

namespace assay::crypto {

/// A root's word for an identity, with the root's own identity statement so that its signatures can be checked. Whether
/// that root counts is the reader's policy's to say.
struct Endorsed {
    SaltedEnvelope root;
    SaltedEnvelope word;

    friend bool operator==(const Endorsed&, const Endorsed&) = default;
};

/// What parties exchange: an identity statement and the endorsements it has collected. Nothing in it is secret.
///
/// - The identity opens. Endorsements are kept as they came: `check_endorsed` says whether one holds under a policy.
///
/// Page: identity.md, "Files".
class IdentityFile {
public:
    static constexpr std::size_t kBytesMax = 4U << 20;
    static constexpr std::size_t kEndorsementsMax = 32;

    /// Errors: Invalid, Untrusted, Unsupported, Limit.
    static Result<IdentityFile> parse(std::string_view text);
    /// Of a statement alone. Errors: as Identity::open.
    static Result<IdentityFile> of(SaltedEnvelope identity);
    std::string render() const;

    const Identity& identity() const { return identity_; }
    const SaltedEnvelope& statement() const { return statement_; }
    const std::vector<Endorsed>& endorsements() const { return endorsements_; }
    /// Adds one; the same one twice is kept once. Errors: Invalid when it is no endorsement,
    /// Limit.
    Status add(Endorsed endorsement);

    Json to_json() const;
    /// Errors: as parse.
    static Result<IdentityFile> from_json(const Json& json);

private:
    IdentityFile(Identity identity, SaltedEnvelope statement)
        : identity_(std::move(identity)), statement_(std::move(statement)) {}

    Identity identity_;
    SaltedEnvelope statement_;
    std::vector<Endorsed> endorsements_;
};

}  // namespace assay::crypto
