// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/verify.hpp"

#include "base/core/text.hpp"
#include "base/files/deployed.hpp"
#include "verifier/action/opaque_inputs.hpp"

#include <algorithm>

namespace assay::verifier {

namespace {

using crypto::StatementKind;
using crypto::VerdictKind;

constexpr std::size_t kDeployedMax = 10'000;

/// Whether a link leads to a regular file of the same folder, which is judged under its own name.
bool leads_to_another(const std::filesystem::path& folder, const std::filesystem::path& link) {
    std::error_code failed;
    const auto target = std::filesystem::canonical(link, failed);
    if (failed || !std::filesystem::is_regular_file(target, failed)) return false;
    const auto within = std::filesystem::canonical(folder, failed).string() + "/";
    return !failed && target.string().starts_with(within);
}

/// What was asked to be judged: nothing that is deployed is left out in silence.
struct FoundDeployed {
    std::vector<DeployedEntry> files;
    std::vector<crypto::DeployedLink> links;  ///< to others of them
};

std::unexpected<Error> cannot_be_judged(const DeployedEntry& entry) {
    if (entry.given == DeployedEntry::Given::File)
        return fail(ErrorKind::Invalid, "deployed file " + quote(entry.root.string()) + " is no regular file");
    return fail(ErrorKind::Invalid, "deployed folder " + quote(entry.root.string()) + " holds " +
                                        quote(entry.at.lexically_relative(entry.root).string()) + ", which is " +
                                        std::string(describe(entry.kind)) +
                                        (entry.kind == FileKind::Link ? " to no regular file within it" : "") +
                                        ": it cannot be judged");
}

Result<FoundDeployed> to_be_judged(const std::vector<std::filesystem::path>& paths) {
    FoundDeployed out;
    for (auto& entry : TRY(find_deployed(paths))) {
        if (entry.kind == FileKind::Folder) continue;
        if (entry.kind == FileKind::Link && leads_to_another(entry.root, entry.at)) {
            out.links.push_back({entry.name, deployed_name(entry.target)});
            continue;
        }
        if (entry.kind != FileKind::Regular) return cannot_be_judged(entry);
        out.files.push_back(std::move(entry));
        if (out.files.size() > kDeployedMax)
            return fail(ErrorKind::Limit, "more than " + std::to_string(kDeployedMax) + " deployed files");
    }
    if (out.files.empty()) return fail(ErrorKind::NotFound, "there is no deployed file to judge");
    return out;
}

/// The artifact a deployed file should be: the one asked for, of the same path, of the same last name, or the only one.
const BuiltArtifact* find_artifact(const std::vector<BuiltArtifact>& artifacts, const std::string& name,
                                   const std::optional<std::string>& asked, bool single) {
    const auto find = [&](auto fits) -> const BuiltArtifact* {
        const BuiltArtifact* found = nullptr;
        for (const auto& artifact : artifacts)
            if (fits(artifact)) {
                if (found != nullptr) return nullptr;
                found = &artifact;
            }
        return found;
    };
    if (asked) return find([&](const auto& artifact) { return artifact.path.text() == *asked; });
    if (const auto* same = find([&](const auto& artifact) { return artifact.path.text() == name; })) return same;
    const auto base = std::string_view(name).substr(name.rfind('/') == std::string::npos ? 0 : name.rfind('/') + 1);
    if (const auto* same = find([&](const auto& artifact) { return artifact.path.filename() == base; })) return same;
    return single && artifacts.size() == 1 ? &artifacts.front() : nullptr;
}

std::uint64_t seed_of(Random& random) {
    std::uint8_t bytes[8];
    random.fill(bytes);
    return read_big_endian<std::uint64_t>(bytes);
}

class Judging {
public:
    Judging(AcceptContext& context, const RoomDeposit& deposit, const OpenedDeposit& opened,
            const RebuildRecord& rebuilt)
        : context_(context), opened_(opened), rebuilt_(rebuilt), judged_{deposit.folder} {
        workers_.interrupt = &context.interrupt;
    }

    Result<Compared> judge(const DeployedEntry& deployed, const std::optional<std::string>& asked, bool single) {
        const auto* artifact = find_artifact(rebuilt_.artifacts, deployed.name, asked, single);
        std::optional<Descriptor> rebuilt;
        std::string reason;
        if (rebuilt_.outcome == crypto::Rebuild::Outcome::Failed)
            reason = "there is no rebuild: " + rebuilt_.failure;
        else if (artifact == nullptr)
            reason =
                asked ? "the rebuild has no artifact " + quote(*asked) : "no artifact of the rebuild is called like it";
        else
            rebuilt = TRY(judged_.take(artifact->path));
        const auto file = TRY(deployed.open());
        auto compared = TRY(
            compare({deployed.name, file, rebuilt ? artifact->path.text() : "", rebuilt ? &*rebuilt : nullptr, reason},
                    seed_of(context_.random), workers_));
        // What the room compared is what it said it built.
        if (compared.comparison.rebuilt && *compared.comparison.rebuilt != artifact->digest)
            return fail(ErrorKind::Corrupt, "the artifact " + quote(artifact->path.text()) +
                                                " in the room is no longer the one that was built");
        return compared;
    }

    Result<crypto::Grade> grade(const std::vector<Compared>& compared) {
        crypto::Grade out;
        out.environment = rebuilt_.environment;
        out.unvouched = rebuilt_.unvouched;
        out.opaque = TRY(trace_opaque(rebuilt_.opaque, opened_, judged_, workers_));
        out.unnamed_opaque = rebuilt_.opaque.unnamed;
        out.source_lines = opened_.snapshot.lines.value_or(0);
        for (const auto& each : compared) {
            out.deployed_bytes += each.comparison.deployed_size;
            if (each.comparison.verdict != VerdictKind::NotComparable)
                out.deployed_bytes_judged += each.comparison.deployed_size;
        }
        return out;
    }

private:
    AcceptContext& context_;
    const OpenedDeposit& opened_;
    const RebuildRecord& rebuilt_;
    JudgedArtifacts judged_;
    WorkerOptions workers_;
};

/// The verdict as a SLSA Verification Summary Attestation v1. Source: slsa.dev/verification_summary/v1.
Json render_vsa(const AcceptContext& context, const RoomDeposit& deposit, const RebuildRecord& rebuilt,
                VerdictKind verdict) {
    auto levels = Json::array();
    if (verdict == VerdictKind::Identical) levels.push("ASSAY_REBUILT_IDENTICAL");
    const auto policy = crypto::sha256(bytes_of(context.room.policy().render()));
    return Json::object(
        {{"verifier",
          Json::object({{"id", "urn:assay:identity:" + crypto::hex(context.signer.identity().identity().id())},
                        {"version", Json::object({{"assay", ASSAY_VERSION}})}})},
         {"timeVerified", context.clock.now().render()},
         {"resourceUri", "urn:assay:deposit:" + crypto::render_deposit_id(deposit.id)},
         {"policy",
          Json::object({{"uri", "urn:assay:policy"}, {"digest", Json::object({{"sha256", crypto::hex(policy)}})}})},
         {"inputAttestations",
          Json::Array{Json::object({{"uri", "urn:assay:statement:" + crypto::hex(crypto::id_of(rebuilt.link))},
                                    {"digest", rebuilt.link.render()}})}},
         {"verificationResult", verdict <= VerdictKind::IdenticalAfterSignature ? "PASSED" : "FAILED"},
         {"verifiedLevels", std::move(levels)},
         {"slsaVersion", "1.1"}});
}

void disclose(crypto::Evidence& evidence, const crypto::StatementId& statement, const crypto::ClosedPart& closed,
              std::initializer_list<const char*> fields) {
    for (const auto* field : fields)
        if (const auto* found = closed.find(field)) evidence.disclose(statement, field, *found);
}

/// All that proves the verdict but for the log's proofs of what the room has signed.
Result<crypto::Evidence> make_evidence(const AcceptContext& context, const RoomDeposit& deposit,
                                       const OpenedDeposit& opened, const RebuildRecord& rebuilt,
                                       const SignedReport& verdict) {
    const auto verdict_link = TRY(crypto::peek_link(verdict.statement.envelope));
    crypto::Evidence out(crypto::ClaimKind::Verdict, crypto::id_of(verdict_link));
    const auto& head = deposit.pieces->head();
    out.merge(head.held);
    TRY(out.add(head.exported));
    const auto acceptance = TRY(context.room.own(deposit, StatementKind::Acceptance));
    if (!acceptance) return fail(ErrorKind::Corrupt, "the room's acceptance of this deposit is gone");
    TRY(out.add(acceptance->statement));
    TRY(out.add(rebuilt.statement.statement));
    TRY(out.add(verdict.statement));
    out.prove(head.proofs);
    disclose(out, deposit.deposit_statement.id(), opened.closed, {"product", "source", "snapshot", "recipe", "lock"});
    disclose(out, crypto::id_of(opened.acceptance), acceptance->closed, {"snapshot", "levels"});
    disclose(out, crypto::id_of(rebuilt.link), rebuilt.statement.closed, {"outputs", "provenance", "opaque"});
    disclose(out, crypto::id_of(verdict_link), verdict.closed, {"comparisons", "links", "grade", "self_test", "vsa"});
    return out;
}

}  // namespace

Result<VerifyResult> verify(AcceptContext& context, const RoomDeposit& deposit, const VerifyRequest& request) {
    // Before anything is built: a name that is not there is told at once.
    auto found = TRY(to_be_judged(request.deployed));
    const auto& deployed = found.files;
    if (request.artifact && deployed.size() > 1)
        return fail(ErrorKind::Usage, "one artifact is named for " + count_of(deployed.size(), "deployed file"));
    auto accepted = TRY(accept(context, deposit));
    if (auto* refused = std::get_if<Refused>(&accepted)) return VerifyResult(std::move(*refused));
    const auto& opened = std::get<OpenedDeposit>(accepted);
    auto rebuilt = TRY(rebuild(context, deposit, opened, request.rebuild));

    Judging judging(context, deposit, opened, rebuilt);
    std::vector<Compared> compared;
    for (const auto& each : deployed)
        compared.push_back(TRY(judging.judge(each, request.artifact, deployed.size() == 1)));
    auto grade = TRY(judging.grade(compared));

    VerdictReport report{deposit.deposit_statement.link(), rebuilt.link, {}, grade, 0, 0, Json(), Json()};
    std::vector<Findings> findings;
    for (const auto& each : compared) {
        report.comparisons.push_back(each.comparison);
        report.mutations += each.self_test.mutations;
        report.noticed += each.self_test.noticed;
        findings.push_back(each.findings);
    }
    report.findings = render_findings(findings);
    report.links = found.links;
    report.vsa = render_vsa(context, deposit, rebuilt, report.verdict());
    report.readers = TRY(readers_of(deposit));
    const auto signed_report = TRY(context.signer.sign(report));
    TRY(context.room.keep(deposit, StatementKind::Verdict, signed_report));
    auto evidence = TRY(make_evidence(context, deposit, opened, rebuilt, signed_report));
    TRY(context.room.keep_evidence(evidence));
    return VerifyResult(VerifyAnswer{report.verdict(), std::move(compared), std::move(grade), opened.product,
                                     opened.version, deposit.id, context.signer.identity().identity().describe(),
                                     std::move(rebuilt), std::move(evidence), std::move(found.links)});
}

}  // namespace assay::verifier
