// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/acceptance.hpp"
#include "crypto/record/access.hpp"
#include "crypto/record/outbox.hpp"
#include "crypto/record/rebuild.hpp"
#include "crypto/record/verdict.hpp"
#include "crypto/statement/commitment.hpp"
#include "crypto/statement/statement.hpp"
#include "verifier/finding/finding.hpp"
#include "verifier/report/opaque_report.hpp"
#include "verifier/report/outputs.hpp"
#include "verifier/report/provenance.hpp"
#include "verifier/signer/chain_key.hpp"

#include <variant>

namespace assay::verifier {

/// Somebody to whom the signer seals a report's closed part.
struct Reader {
    crypto::IdentityId id;
    std::string recipient;  ///< of age
};

/// What the room may ask its signer to sign: typed reports, nothing else. The signer fills in who signs and when, draws
/// the salts, renders every field from the types here, and seals the closed part to the readers.
struct AcceptanceReport {
    /// A secret in the source that the vendor did not allow.
    struct Secret {
        std::string path;
        std::string what;
        crypto::Sha256 sha256;
    };

    crypto::StatementLink deposit, exported;
    Bytes deposit_envelope;       ///< of the deposit's statement, exact: it names the vendor
    crypto::Disclosure product;   ///< the deposit's closed field: with the vendor it says what the chain is about
    storage::Snapshot snapshot;   ///< as recomputed
    std::vector<Secret> secrets;  ///< with any, the deposit has not level L1
    bool has_recipe = false;      ///< without, it has not level L2
    std::vector<Reader> readers;

    std::vector<std::string> levels() const;
};

/// Why the room does not accept a deposit.
struct RefusalReport {
    struct Reason {
        std::string code;  ///< of crypto/statement/statements.md
        std::string detail;
    };

    crypto::StatementLink deposit;
    std::vector<Reason> reasons;  ///< at least one
    std::vector<Reader> readers;

    /// Each once, in the order in which they come.
    std::vector<std::string> codes() const;
};

/// One rebuild, failed ones too.
struct RebuildReport {
    crypto::StatementLink deposit, acceptance;
    Provenance provenance;
    std::vector<BuiltArtifact> outputs;
    OpaqueReport opaque;
    std::string failure;            ///< how it ended; empty when it was built
    std::string log_end;            ///< as end_of_log gives it, when it failed; kLogEndBytesMax at most
    std::optional<ChainKey> chain;  ///< none for an experiment
    std::uint64_t ordinal = 0;      ///< as reserved in that chain before the build began
    std::vector<Reader> readers;

    crypto::Rebuild::Outcome outcome() const {
        return failure.empty() ? crypto::Rebuild::Outcome::Built : crypto::Rebuild::Outcome::Failed;
    }
};

/// The comparisons and what they rest on; the verdict follows from them.
struct VerdictReport {
    crypto::StatementLink deposit, rebuild;
    std::vector<crypto::Comparison> comparisons;
    std::vector<crypto::DeployedLink> links;  ///< of the deployed folder; listed, not judged
    crypto::Grade grade;
    std::uint64_t mutations = 0, noticed = 0;  ///< of the comparer's self-test
    std::vector<Findings> findings;            ///< one for each comparison
    crypto::Sha256 policy;                     ///< of the room's policy, as it renders
    std::vector<Reader> readers;

    /// The worst of the comparisons.
    crypto::VerdictKind verdict() const;
};

/// What is about to be opened to somebody of an accepted source.
struct AccessReport {
    crypto::StatementLink deposit, acceptance;
    crypto::Opened opened;
    std::string basis;  ///< as check_basis takes it
    std::vector<Reader> readers;
};

/// Everything that leaves the room in one file: digests of its two lists, see storage/export/outbox.md.
struct OutboxReport {
    crypto::DigestSet statements, evidence;
};

using Report = std::variant<AcceptanceReport, RefusalReport, RebuildReport, VerdictReport, AccessReport, OutboxReport>;

/// What `parse_report` reads back.
Json render_report(const Report& report);
/// Reads a report as strictly as if it came from a stranger: the room's large process has touched what strangers made.
/// Errors: Invalid, Limit; Untrusted for a comparison or a grade that contradicts itself.
Result<Report> parse_report(const Json& json);

/// A signed statement with its closed part, in the clear and sealed.
struct SignedReport {
    crypto::SaltedEnvelope statement;
    crypto::ClosedPart closed;
    std::vector<crypto::SealedPart> sealed;  ///< one for each reader of the report

    /// {"statement", "closed", "sealed"}.
    Json render() const;
    /// Errors: Invalid, Limit.
    static Result<SignedReport> parse(const Json& json, std::string_view what);
};

}  // namespace assay::verifier
