// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/acceptance.hpp"
#include "crypto/record/outbox.hpp"
#include "crypto/record/rebuild.hpp"
#include "crypto/record/verdict.hpp"
#include "crypto/statement/commitment.hpp"
#include "crypto/statement/statement.hpp"

#include <variant>

namespace assay::verifier {

/// Somebody to whom the signer seals a report's closed part.
struct Reader {
    crypto::IdentityId id;
    std::string recipient;  ///< of age
};

/// What the room may ask its signer to sign: typed reports, nothing else. The signer fills in who signs and when, draws
/// the salts, and seals the closed part to the readers.
struct AcceptanceReport {
    crypto::Link deposit, exported;
    Json snapshot;
    std::vector<std::string> levels;
    Json findings;
    std::vector<Reader> readers = {};
};
/// Why the room does not accept a deposit.
struct RefusalReport {
    crypto::Link deposit;
    std::vector<std::string> reasons;  ///< codes of statements.md
    Json details;
    std::vector<Reader> readers = {};
};
/// One rebuild, failed ones too.
struct RebuildReport {
    crypto::Link deposit, acceptance;
    crypto::Rebuild::Outcome outcome;
    Json provenance, outputs, opaque, log;
    std::vector<Reader> readers = {};
};
/// The comparisons and what they rest on; the verdict follows from them.
struct VerdictReport {
    crypto::Link deposit, rebuild;
    std::vector<crypto::Comparison> comparisons;
    crypto::Grade grade;
    std::uint64_t mutations, noticed;  ///< of the comparer's self-test
    Json findings;
    Json vsa;
    std::vector<crypto::DeployedLink> links = {};  ///< of the deployed folder, not judged
    std::vector<Reader> readers = {};

    /// The worst of the comparisons.
    crypto::VerdictKind verdict() const;
};

/// Everything that leaves the room in one file: digests of its two lists, see storage/export/outbox.md.
struct OutboxReport {
    crypto::DigestSet statements, evidence;
};

using Report = std::variant<AcceptanceReport, RefusalReport, RebuildReport, VerdictReport, OutboxReport>;

/// What `parse_report` reads back.
Json render_report(const Report& report);
/// Reads a report as strictly as if it came from a stranger: the room's large process has touched what strangers made.
/// Errors: Invalid; Refused for a verdict its own comparisons or self-test contradict.
Result<Report> parse_report(const Json& json);

/// A signed statement with its closed part, in the clear and sealed.
struct SignedReport {
    crypto::SaltedEnvelope statement;
    crypto::ClosedPart closed;
    std::vector<crypto::SealedPart> sealed;  ///< one for each reader of the report
};

}  // namespace assay::verifier
