// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/time.hpp"
#include "crypto/primitive/digest.hpp"
#include "crypto/statement/deposit_id.hpp"

#include <optional>
#include <set>
#include <string>

namespace assay::crypto {

/// A product a reader expects, by its exact name, and in which versions.
struct ExpectedProduct {
    std::string name;
    std::vector<std::string> versions;  ///< empty: any
};

/// Whom a reader trusts, and how much it asks for. The only source of trust in any check. Page: policy.md.
///
/// - There is at least one root, and each is an identity id; the identities themselves come with the evidence.
/// - `tlog` is a C2SP tlog-policy: log keys, witness keys, quorum.
/// - What is not accepted by name is not accepted.
struct Policy {
    static constexpr std::size_t kListMax = 4096;

    std::set<IdentityId> roots;
    std::set<IdentityId> verifiers;  ///< rooms whose verdicts count; empty: any room a root endorses
    std::int64_t verifiers_agree = 1;
    std::set<std::string> environments;  ///< accepted environment grades
    std::set<std::string> archive_keys;  ///< fingerprints of keys whose archives may vouch for packages
    std::set<Sha256> packages;           ///< accepted packages that are not vouched for, by digest
    std::set<Sha256> opaque;             ///< accepted opaque inputs, by digest
    /// Whether a verdict counts before which its room began builds and did not finish them.
    enum class Gaps { Tell, Refuse };
    Gaps gaps = Gaps::Tell;
    /// What a build must have run in.
    enum class Machine { Any, Own };
    Machine machine = Machine::Any;
    std::optional<std::int64_t> max_age_seconds;  ///< how old shown revocation status may be
    std::string tlog;

    /// What evidence must be about; what is empty is not asked.
    struct Expect {
        std::set<IdentityId> vendors, custodians, rooms;
        std::vector<ExpectedProduct> products;  ///< no name twice
        std::optional<DepositId> deposit;
    };
    Expect expect;

    /// What `escrow policy new` writes by default: `debian-signed` only, by the keys of Debian's archives,
    /// nothing else accepted.
    static Policy strict();

    /// Errors: Invalid with the place, Unsupported for another format.
    static Result<Policy> parse(std::string_view toml);
    std::string render() const;
};

}  // namespace assay::crypto
