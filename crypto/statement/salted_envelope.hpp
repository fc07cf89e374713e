// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/json.hpp"
#include "base/core/random.hpp"
#include "crypto/tlog/leaf.hpp"

#include <vector>

namespace assay::crypto {

/// SHA-256 of the salt of a statement's log entry. Every payload holds it, so that the salt that travels beside the
/// envelope is signed too: with another salt the same envelope has another leaf, and no proof fits it.
using SaltCommitment = FixedBytes<32, struct SaltCommitmentTag>;
SaltCommitment commit_salt(const LeafSalt& salt);
/// A fresh salt. It is drawn before the payload is rendered.
inline LeafSalt draw_salt(Random& random) { return random.fixed<LeafSalt>(); }

/// A signed statement as it travels: the exact envelope and the salt of its log entry.
///
/// JSON form: {"salt": "<hex>", "envelope": "<base64>"}.
struct SaltedEnvelope {
    LeafSalt salt;
    Bytes envelope;

    Json render() const;
    /// `what` names it in messages. Errors: Invalid.
    static Result<SaltedEnvelope> parse(const Json& json, std::string_view what);

    LeafEntry leaf() const { return make_leaf_entry(envelope, salt); }
    friend bool operator==(const SaltedEnvelope&, const SaltedEnvelope&) = default;
};

}  // namespace assay::crypto
