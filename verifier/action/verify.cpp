// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/verify.hpp"

#include "base/core/text.hpp"
#include "verifier/action/grading.hpp"
#include "verifier/action/verdict_evidence.hpp"

#include <set>

namespace assay::verifier {

namespace {

/// A verdict names each file once. Two of one name, given one by one, could not be distinguished.
Status check_names(const std::vector<DeployedEntry>& deployed) {
    std::set<std::string> seen;
    for (const auto& each : deployed)
        if (!seen.insert(each.name).second)
            return std::unexpected(Error(ErrorKind::Usage, "two deployed files are called " + quote(each.name))
                                       .with_hint("name the folder above them, or ask for one verdict each"));
    return {};
}

VerdictReport make_report(const RoomDeposit& deposit, const RebuildRecord& rebuilt,
                          const std::vector<Compared>& compared, const crypto::Grade& grade) {
    VerdictReport out;
    out.deposit = deposit.deposit_statement.link();
    out.rebuild = rebuilt.link;
    out.grade = grade;
    for (const auto& each : compared) {
        out.comparisons.push_back(each.comparison);
        out.mutations += each.self_test.mutations;
        out.noticed += each.self_test.noticed;
        out.findings.push_back(each.findings);
    }
    return out;
}

/// Takes back what was judged: nothing of it can be relied on.
void withhold(std::vector<Compared>& compared, const std::string& reason) {
    for (auto& each : compared) {
        if (each.comparison.verdict == crypto::VerdictKind::NotComparable) continue;
        each.comparison.verdict = crypto::VerdictKind::NotComparable;
        each.comparison.reason = reason;
    }
}

/// A comparer that missed a mutation once is not believed about any other file either.
void withhold_after_failed_test(std::vector<Compared>& compared) {
    for (const auto& each : compared)
        if (each.self_test.mutations > 0 && !each.self_test.passed()) {
            withhold(compared, std::string(each.comparison.reason));
            return;
        }
}

}  // namespace

Result<VerifyResult> verify(AcceptContext& context, const RoomDeposit& deposit, const VerifyRequest& request) {
    // Before anything is built: a name that is not there is reported at once.
    auto found = TRY(to_be_judged(request.deployed));
    const auto& deployed = found.files;
    TRY(check_names(deployed));
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
    withhold_after_failed_test(compared);
    const auto key = chain_of(deposit, opened);
    if (const auto chain = TRY(context.signer.chain(key)); chain && chain->disagreement())
        withhold(compared, chain->disagreement()->reason());
    auto graded = TRY(grade(compared, rebuilt, opened, judging));

    // Before anything is signed: what cannot be read now must not leave a verdict without its evidence.
    const auto before = TRY(context.signer.chain(key));
    if (!before) return fail(ErrorKind::Internal, "the signer has no chain for the rebuild it signed");
    auto earlier = TRY(earlier_in_chain(context, *before));
    auto report = make_report(deposit, rebuilt, compared, graded);
    report.links = found.links;
    report.policy = crypto::sha256(bytes_of(context.room.policy().render()));
    report.readers = TRY(readers_of(deposit));
    const auto signed_report = TRY(context.signer.sign(report));
    TRY(context.room.keep(deposit, signed_report));
    const auto link = TRY(crypto::peek_link(signed_report.statement.envelope));
    const auto chain = TRY(context.signer.chain(key));
    if (!chain) return fail(ErrorKind::Internal, "the signer has no chain for the verdict it signed");
    auto evidence = TRY(make_evidence(deposit, opened, rebuilt, signed_report, earlier));
    TRY(context.room.keep_evidence(evidence));
    return VerifyResult(VerifyAnswer{report.verdict(), std::move(compared), std::move(graded), opened.product,
                                     opened.version, deposit.id, context.signer.identity().identity().describe(),
                                     std::move(rebuilt), std::move(evidence), chain->ordinal_of(link),
                                     std::move(earlier), std::move(found.links)});
}

}  // namespace assay::verifier
