// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/chain.hpp"
#include "crypto/statement/commitment.hpp"

namespace assay::verifier {

/// What a chain is about, before it has a salt.
struct ChainKey {
    crypto::IdentityId vendor;
    std::string product;
    std::string git_tree;  ///< of the snapshot

    /// What the chain of a deposit is about, by the deposit's own bytes: the vendor that its payload names, and the
    /// product that it commits to. Its signatures are not checked here: who reads the verdict does that, and no other
    /// bytes have these digests. Errors: Invalid; Untrusted for another statement than `deposit`, and for a product
    /// that it does not commit to.
    static Result<ChainKey> of_deposit(const crypto::StatementLink& deposit, ByteView envelope,
                                       const crypto::Disclosure& product, std::string git_tree);

    /// The name of its file in the signer's ledger: it stays beside the keys.
    std::string file_name() const;

    Json render() const;
    /// Errors: Invalid.
    static Result<ChainKey> parse(const Json& json);
    friend bool operator==(const ChainKey&, const ChainKey&) = default;
};

}  // namespace assay::verifier
