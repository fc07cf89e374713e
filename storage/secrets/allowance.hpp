// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/json.hpp"
#include "storage/recipe/recipe.hpp"
#include "storage/secrets/secret_scan.hpp"

namespace assay::storage {

/// A word of the vendor's that a find may stay. From the command line it has no digest: it is then for the file as
/// found.
struct AllowedPath {
    RelativePath path;
    std::optional<crypto::Sha256> sha256;
    std::string reason;
};

/// Finds set against what was allowed.
struct SortedFindings {
    std::vector<SecretFinding> remaining;   ///< that were not allowed
    std::vector<SecretAllowance> recorded;  ///< files that were allowed and needed it, by path: for reviewers
    std::vector<AllowedPath> unused;        ///< for files without finds, or with other bytes than allowed
};

/// A file is allowed by path and, where one is named, digest; all finds in it with it. Of two that allow one file, the
/// first counts.
SortedFindings apply_allowances(const std::vector<SecretFinding>& findings, const std::vector<AllowedPath>& allowed);

/// The recipe's own, in that form.
std::vector<AllowedPath> allowed_by(const Recipe& recipe);

/// `PATH=REASON`, as --allow-secret takes it; the first `=` ends the path. Errors: Usage.
Result<AllowedPath> parse_allowed_path(std::string_view text);

/// The closed field `allowed_secrets`: [{"path", "sha256", "reason"}, …].
Json render_allowances(const std::vector<SecretAllowance>& allowances);
/// Errors: Invalid, Limit.
Result<std::vector<SecretAllowance>> parse_allowances(const Json& json);

/// The refusal of a deposit that holds secrets: names the first of them, and how to allow one. Refused.
Error refusal_of(const std::vector<SecretFinding>& remaining);

}  // namespace assay::storage
