// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/verify.hpp"

#include "base/core/text.hpp"
#include "verifier/action/grading.hpp"
#include "verifier/action/judging.hpp"
#include "verifier/action/matching.hpp"
#include "verifier/action/verdict_evidence.hpp"

namespace assay::verifier {

namespace {

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

}  // namespace

std::vector<std::filesystem::path> VerifyPlan::strangers() const {
    std::vector<std::filesystem::path> out;
    for (std::size_t at = 0; at < artifacts.size();) {
        const auto& root = found.files[at].root;
        bool has_artifact = false;
        // The files of one given path follow one another.
        for (; at < artifacts.size() && found.files[at].root == root; ++at)
            has_artifact = has_artifact || artifacts[at].has_value();
        if (!has_artifact) out.push_back(root);
    }
    return out;
}

Result<bool> is_accepted(const AcceptContext& context, const RoomDeposit& deposit) {
    return TRY(TRY(context.room.statements(deposit)).last(crypto::StatementKind::Acceptance)).has_value();
}

Result<PlanResult> plan_verify(AcceptContext& context, const RoomDeposit& deposit, const VerifyRequest& request) {
    // Before anything is opened: a name that is not there is reported at once.
    auto found = TRY(to_be_judged(request.deployed));
    if (request.artifact && found.files.size() > 1)
        return fail(ErrorKind::Usage, "one artifact is named for " + count_of(found.files.size(), "deployed file"));
    auto accepted = TRY(accept(context, deposit));
    if (auto* refused = std::get_if<Refused>(&accepted)) return PlanResult(std::move(*refused));
    auto& opened = std::get<OpenedDeposit>(accepted);
    if (!opened.recipe) return source_only();
    auto declared = declared_by(*opened.recipe);
    TRY(check_declared(declared, request.artifact));
    std::vector<std::optional<RelativePath>> artifacts;
    for (const auto& file : found.files) {
        const auto* path = find_artifact(declared, file, request.artifact, found.files.size() == 1);
        artifacts.push_back(path != nullptr ? std::optional(*path) : std::nullopt);
    }
    const bool is_rebuilt = TRY(has_rebuild(context, deposit, request.rebuild));
    return PlanResult(
        VerifyPlan{std::move(opened), std::move(found), std::move(declared), std::move(artifacts), is_rebuilt});
}

Result<VerifyAnswer> verify(AcceptContext& context, const RoomDeposit& deposit, const VerifyRequest& request,
                            VerifyPlan plan) {
    const auto& opened = plan.opened;
    auto& found = plan.found;
    auto rebuilt = TRY(rebuild(context, deposit, opened, request.rebuild));

    const auto outputs = TRY(deposit.folder.folder(rebuilt.outputs));
    Judging judging({rebuilt.artifacts, rebuilt.failure, outputs}, context.random, context.interrupt);
    auto compared = TRY(judging.judge_all(found.files, request.artifact));
    const auto key = chain_of(deposit, opened);
    if (const auto chain = TRY(context.signer.chain(key)); chain && chain->disagreement())
        withhold(compared, chain->disagreement()->reason());
    auto graded = TRY(grade(compared,
                            {.environment = rebuilt.environment,
                             .opaque = rebuilt.opaque,
                             .sources = {opened.opened, opened.tree},
                             .source_lines = opened.snapshot.lines.value_or(0)},
                            judging.judged(), judging.workers()));

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
    return VerifyAnswer{report.verdict(),
                        std::move(compared),
                        std::move(graded),
                        opened.product,
                        opened.version,
                        deposit.id,
                        context.signer.identity().identity().describe(),
                        std::move(rebuilt),
                        std::move(evidence),
                        chain->ordinal_of(link),
                        std::move(earlier),
                        std::move(found.links)};
}

}  // namespace assay::verifier
