// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/primitive/digest.hpp"

namespace assay::crypto {

/// SHA-256 of a statement's payload. A deposit's is its DepositId.
using StatementId = FixedBytes<32, struct StatementIdTag>;

/// How one statement names another: by both digests of the other's payload.
///
/// - Digests of files and lists are a DigestSet. Neither turns into the other unasked, so that no file's digest gets
///   into the place of a statement's.
/// - A statement is found by `id`, the SHA-256, and is the one that is meant only where `sha512` is the same too.
/// - A default-made link leads to no statement.
/// - JSON form: that of DigestSet.
class StatementLink {
public:
    StatementLink() = default;
    /// The link to the statement of which these are the digests, as a subject names it.
    explicit StatementLink(const DigestSet& digests) : digests_(digests) {}
    /// The link to the statement with that payload.
    static StatementLink to(ByteView payload) { return StatementLink(DigestSet::of(payload)); }

    /// `what` names it in messages. Errors: Invalid.
    static Result<StatementLink> parse(const Json& json, std::string_view what) {
        return StatementLink(TRY(DigestSet::parse(json, what)));
    }
    Json render() const { return digests_.render(); }

    StatementId id() const { return StatementId(digests_.sha256.array()); }
    const Sha512& sha512() const { return digests_.sha512; }
    /// As a subject holds them.
    const DigestSet& digests() const { return digests_; }

    friend auto operator<=>(const StatementLink&, const StatementLink&) = default;

private:
    DigestSet digests_;
};

}  // namespace assay::crypto
