// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/policy.hpp"
#include "crypto/statement/identity_file.hpp"

#include <filesystem>

namespace assay::escrow {

/// Whom a policy is to trust, by identity files, and what it is to ask for.
struct NewPolicyRequest {
    std::vector<std::filesystem::path> roots;       ///< identity files or key folders
    std::vector<std::filesystem::path> custodians;  ///< whose logs count
    std::vector<std::filesystem::path> witnesses;
    std::vector<std::string> witness_urls;     ///< of the witnesses, in their order; may be shorter
    std::optional<std::uint64_t> quorum;       ///< of the witnesses, 0 only without any; else more than half of them
    std::vector<std::filesystem::path> rooms;  ///< whose verdicts count; none: any endorsed room
    std::vector<std::string> environments;
    std::vector<std::string> archive_keys;  ///< fingerprints of archive keys that count; none: Debian's
    std::vector<std::string> opaque;        ///< SHA-256 of accepted opaque inputs
    std::vector<std::string> packages;      ///< SHA-256 of accepted packages that no archive vouches for

    /// What evidence must be about; what is empty is not asked.
    struct Expect {
        std::vector<std::filesystem::path> vendors, custodians, rooms;
        std::vector<std::string> products;  ///< `NAME`, in any version, or `NAME=VERSION`; split at the last `=`
        std::optional<std::string> deposit;
    };
    Expect expect = {};
    bool own_machine = false;  ///< builds must have run in a machine of their own
    bool refuse_gaps = false;  ///< builds that a room began before its verdict and did not finish
};

/// A policy out of identity files. Both keys of each log and witness are listed; a witness counts when both its keys
/// cosigned, and any two quorums share a witness. Errors: Usage for a wrong role, quorum, digest, product or deposit
/// id, or one address too many; Untrusted for a root that does not count now; Invalid.
Result<crypto::Policy> new_policy(const NewPolicyRequest& request, Time now);

/// Errors: those of reading the file; Invalid, Limit, naming it.
Result<crypto::Policy> read_policy(const std::filesystem::path& path);

}  // namespace assay::escrow
