// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/time.hpp"
#include "storage/keys/key_folder.hpp"

namespace assay::escrow {

/// Whose keys to make, and where. `out` must hold no identity yet.
struct NewKeyRequest {
    std::string name;
    crypto::Role role;
    crypto::SignatureAlgorithm classical;
    std::filesystem::path out;
    std::int64_t valid_days;
};

/// Makes a party: keys by role, a self-signed identity, a key folder. Errors: Conflict when the folder has an identity.
Result<crypto::IdentityFile> new_key(const NewKeyRequest& request, const Clock& clock, Random& random);

/// Whom a root vouches for, and for how many days.
struct EndorseRequest {
    std::filesystem::path root;      ///< key folder of the root
    std::filesystem::path identity;  ///< an identity file, or a key folder that holds one
    std::int64_t valid_days;
};

/// Signs a root's word for an identity and adds it to its file. Errors: Refused when the key folder is no root's, or
/// the identity is its own.
Result<crypto::IdentityFile> endorse(const EndorseRequest& request, const Clock& clock, Random& random);

/// An identity file, or the one in a key folder.
Result<crypto::IdentityFile> read_identity(const std::filesystem::path& path);

}  // namespace assay::escrow
