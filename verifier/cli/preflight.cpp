// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/preflight.hpp"

#include "base/core/text.hpp"
#include "base/terminal/exit_status.hpp"
#include "verifier/cli/answers.hpp"
#include "verifier/cli/commands.hpp"
#include "verifier/cli/preflight.md.hpp"
#include "verifier/cli/session.hpp"

namespace assay::verifier {

namespace {

constexpr std::string_view kUnsigned = "nothing is signed, nothing is deposited";

/// A build that fails leaves nothing to compare with.
int status_of(const PreflightReport& report) {
    if (const auto verdict = report.verdict()) return exit_status_of(*verdict);
    return report.is_built() ? kExitYes : kExitNotComparable;
}

Json log_path(const PreflightRequest& request) {
    return request.keep ? Json((*request.keep / "build.log").string()) : Json();
}

Json render_json(const PreflightReport& report, const PreflightRequest& request) {
    const auto verdict = report.verdict();
    return stamped("preflight", {{"signed", false},
                                 {"deposited", false},
                                 {"exit_status", std::int64_t{status_of(report)}},
                                 {"built", report.is_built()},
                                 {"failure", report.failure.empty() ? Json() : Json(report.failure)},
                                 {"build_log_end", texts_of(report.log_end)},
                                 {"left", texts_of(report.left)},
                                 {"build_log", log_path(request)},
                                 {"product", report.product},
                                 {"version", report.version},
                                 {"snapshot", with_counts(report.snapshot.render())},
                                 {"missing", with_counts(report.missing.render())},
                                 {"notes", texts_of(report.notes)},
                                 {"refusals", texts_of(report.refusals)},
                                 {"artifacts", with_counts(render_outputs(report.artifacts))},
                                 {"verdict", verdict ? Json(crypto::name_of(*verdict)) : Json()},
                                 {"comparisons", comparisons_of(report.compared)},
                                 {"grade", with_counts(report.grade.render())},
                                 {"findings", findings_of(report.compared)}});
}

std::string render_text(const PreflightReport& report, const PreflightRequest& request, const Style& style) {
    const auto product = report.product + " " + report.version;
    auto out = report.is_built() ? mark_line(Mark::Good, "built " + product + " from what would be deposited", style)
                                 : mark_line(Mark::Bad, "not built: " + report.failure, style) +
                                       render_failed_build(report.left, report.log_end, style);
    out += render_compared(report.compared, Meaning::LeftOut, style);
    for (const auto& refusal : report.refusals)
        out += mark_line(Mark::Bad, "escrow deposit would refuse it: " + refusal, style);
    KeyValues facts;
    facts.add("product", product);
    facts.add("source", report.snapshot.swhid().render() + ", " + count_of(report.snapshot.files, "file") + ", " +
                            human_bytes(report.snapshot.bytes));
    add_grade(facts, report.grade);
    add_artifacts(facts, report.artifacts);
    add_self_test(facts, report.compared);
    if (request.keep) facts.add("log", (*request.keep / "build.log").string());
    return out + "\n" + facts.render(style);
}

}  // namespace

Command preflight_command() {
    struct Options {
        PreflightRequest request;
        RebuildFlags flags;
    };
    auto options = std::make_shared<Options>();
    auto& asked = options->request;
    Command command(kPreflightPage);
    command.positional("SOURCE", asked.source, "a .dsc, an archive, a folder, a repository or REPOSITORY#REVISION");
    command.option("--recipe FILE", asked.recipe, "how to build it; its lock and materials are beside it").require();
    command.option("--deployed PATH", asked.deployed, "what runs in the field: a file, or a folder of them");
    command.option("--artifact NAME", asked.artifact, "which artifact it should be; else found by its name");
    command.option("--roots DIR", options->flags.roots,
                   "where assembled build roots are kept; else in your cache folder");
    command.option("--keyring FILE", options->flags.keyring, "keys of the package archives that count");
    command.option("--keep DIR", asked.keep, "a new folder for the artifacts and the whole log");
    command.flag("--any-work-tree", asked.any_work_tree, "take a commit whatever lies uncommitted beside it");
    command.handler([options](Invocation& call) -> Result<int> {
        auto& request = options->request;
        const auto places = TRY(options->flags.places());
        request.roots = places.roots;
        request.keyring = places.keyring;
        SystemRandom random;
        const auto report = TRY(preflight(request, SystemClock(), random, call.console.progress(), call.interrupt));
        for (const auto& note : report.notes) call.console.warn(note);
        for (const auto& sentence : report.missing.sentences()) call.console.warn(sentence);
        if (call.console.is_json())
            call.console.put_json(render_json(report, request));
        else
            call.console.put(render_text(report, request, call.console.style()));
        if (!report.is_built() && !request.keep) call.console.say("--keep DIR keeps the whole log");
        call.console.say(kUnsigned);
        return status_of(report);
    });
    return command;
}

}  // namespace assay::verifier
