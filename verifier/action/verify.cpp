// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/verify.hpp"

#include "base/core/text.hpp"
#include "verifier/action/grading.hpp"
#include "verifier/action/verdict_evidence.hpp"
#include "verifier/action/vsa.hpp"

namespace assay::verifier {

namespace {

VerdictReport make_report(const RoomDeposit& deposit, const RebuildRecord& rebuilt,
                          const std::vector<Compared>& compared, const crypto::Grade& grade) {
    VerdictReport out{deposit.deposit_statement.link(), rebuilt.link, {}, grade, 0, 0, Json(), Json()};
    std::vector<Findings> findings;
    for (const auto& each : compared) {
        out.comparisons.push_back(each.comparison);
        out.mutations += each.self_test.mutations;
        out.noticed += each.self_test.noticed;
        findings.push_back(each.findings);
    }
    out.findings = render_findings(findings);
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

    Judging judging(context, deposit, rebuilt);
    std::vector<Compared> compared;
    for (const auto& each : deployed)
        compared.push_back(TRY(judging.judge(each, request.artifact, deployed.size() == 1)));
    auto graded = TRY(grade(compared, rebuilt, opened, judging));
    auto report = make_report(deposit, rebuilt, compared, graded);
    report.vsa = render_vsa(context, deposit, rebuilt, report.verdict());
    report.readers = TRY(readers_of(deposit));
    const auto signed_report = TRY(context.signer.sign(report));
    TRY(context.room.keep(deposit, signed_report));
    auto evidence = TRY(make_evidence(deposit, opened, rebuilt, signed_report));
    TRY(context.room.keep_evidence(evidence));
    return VerifyResult(VerifyAnswer{report.verdict(), std::move(compared), std::move(graded), opened.product,
                                     opened.version, deposit.id, context.signer.identity().identity().describe(),
                                     std::move(rebuilt), std::move(evidence), std::move(found.links)});
}

}  // namespace assay::verifier
