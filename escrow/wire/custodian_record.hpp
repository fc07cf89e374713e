// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/statement/identity_file.hpp"

namespace assay::escrow {

/// Who a custodian is and how far its log has come, as it says itself. JSON form: ../service/api.md,
/// `assay-custodian-v1`.
struct CustodianRecord {
    crypto::IdentityFile identity;
    std::string origin;      ///< of its log
    std::uint64_t size = 0;  ///< of the checkpoint anybody can read; 0 before the first

    Json render() const;
    /// Errors: Invalid, Untrusted, Unsupported, Limit.
    static Result<CustodianRecord> parse(const Json& json);
};

}  // namespace assay::escrow
