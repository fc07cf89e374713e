// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/chain.hpp"

namespace assay::verifier {

/// What a chain is about, before it has a salt.
struct ChainKey {
    crypto::IdentityId vendor;
    std::string product;
    std::string git_tree;  ///< of the snapshot

    /// The name of its file in the signer's ledger: it stays beside the keys.
    std::string file_name() const;

    Json render() const;
    /// Errors: Invalid.
    static Result<ChainKey> parse(const Json& json);
};

}  // namespace assay::verifier
