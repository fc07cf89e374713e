// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/statement/statement.hpp"
#include "crypto/tlog/leaf.hpp"

namespace assay::crypto {

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

Json render_envelopes(const std::vector<SaltedEnvelope>& envelopes);
/// Errors: Invalid, Limit above `most`.
Result<std::vector<SaltedEnvelope>> parse_envelopes(const Json& json, std::string_view what, std::size_t most);

}  // namespace assay::crypto
