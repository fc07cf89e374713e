// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/acceptance.hpp"
#include "crypto/record/rebuild.hpp"
#include "crypto/record/verdict.hpp"
#include "crypto/statement/commitment.hpp"
#include "crypto/statement/salted_envelope.hpp"

#include <variant>

namespace assay::verifier {

/// What the room may ask its signer to sign: four typed reports, nothing else. Who signs and when is the signer's to
/// fill in, and so are the salts of the closed fields.
struct AcceptanceReport {
    crypto::Link deposit, exported;
    Json snapshot;
    std::vector<std::string> levels;
    Json findings;
};
/// Why the room does not accept a deposit.
struct RefusalReport {
    crypto::Link deposit;
    std::vector<std::string> reasons;  ///< codes of statements.md
    Json details;
};
/// One rebuild, failed ones too.
struct RebuildReport {
    crypto::Link deposit, acceptance;
    crypto::Rebuild::Outcome outcome;
    Json provenance, outputs, opaque, log;
};
/// The comparisons and what they rest on; the verdict follows from them.
struct VerdictReport {
    crypto::Link deposit, rebuild;
    std::vector<crypto::Comparison> comparisons;
    crypto::Grade grade;
    std::uint64_t mutations, noticed;  ///< of the comparer's self-test
    Json findings;
    Json vsa;

    /// The worst of the comparisons.
    crypto::VerdictKind verdict() const;
};

using Report = std::variant<AcceptanceReport, RefusalReport, RebuildReport, VerdictReport>;

/// What `parse_report` reads back.
Json render_report(const Report& report);
/// Reads a report as strictly as if it came from a stranger: the room's large process has touched what strangers made.
/// Errors: Invalid; Refused for a verdict its own comparisons or self-test contradict.
Result<Report> parse_report(const Json& json);

/// A signed statement with its closed part in the clear.
struct SignedReport {
    crypto::SaltedEnvelope statement;
    crypto::ClosedPart closed;
};

}  // namespace assay::verifier
