// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/evidence.hpp"

namespace assay::storage {

/// A statement on its way to the log, with its closed part sealed to those who may read it.
struct OutgoingStatement {
    /// The closed part, sealed to one party.
    struct Closed {
        crypto::IdentityId to;
        Bytes file;  ///< an age file
    };
    crypto::SaltedEnvelope statement;
    std::vector<Closed> closed;

    Json render() const;
    /// Errors: Invalid, Limit.
    static Result<OutgoingStatement> parse(const Json& json);
};

/// What leaves a room, or a party, for the log. Page: outbox.md.
struct Outbox {
    static constexpr std::size_t kBytesMax = 64U << 20;
    static constexpr std::size_t kStatementsMax = 256;
    static constexpr std::size_t kEvidenceMax = 64;

    crypto::IdentityId room;
    std::vector<OutgoingStatement> statements;
    std::vector<crypto::Evidence> evidence;

    /// Errors: Invalid, Limit, Unsupported.
    static Result<Outbox> parse(std::string_view text);
    std::string render() const;
};

}  // namespace assay::storage
