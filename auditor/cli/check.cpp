// SPDX-License-Identifier: Apache-2.0
#include "auditor/check.hpp"

#include "auditor/cli/check.md.hpp"
#include "auditor/cli/commands.hpp"
#include "auditor/compare_report.hpp"
#include "auditor/html_report.hpp"
#include "auditor/report.hpp"
#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/overwrite.hpp"

namespace assay::auditor {

namespace {

struct Options {
    std::filesystem::path evidence, policy;
    std::vector<std::filesystem::path> deployed;
    std::optional<Time> as_of;
    std::optional<std::filesystem::path> report;
};

/// A report takes the place of an older report alone.
Status check_report_place(const std::filesystem::path& path) {
    constexpr std::string_view kStart = "<!DOCTYPE html>";
    const auto why_not = [=](ByteView head) {
        return text_of(head) == kStart ? std::nullopt : std::optional<std::string>("is no report");
    };
    return check_may_overwrite(path, {"report", kStart.size(), why_not, "name another file with --report"});
}

/// A fork proof is about a log, not about a claim, so that only the policy matters.
Result<int> check_fork(const Options& options, Invocation& call) {
    if (!options.deployed.empty() || options.report)
        return fail(ErrorKind::Usage, quote(options.evidence.string()) +
                                          " is the proof of a fork: --deployed and --report say nothing about it");
    const auto answer = TRY(check_fork_proof(options.evidence, options.policy));
    if (call.console.is_json())
        call.console.put_json(render_json(answer));
    else
        call.console.put(render_text(answer, call.console.style()));
    return exit_status_of(answer);
}

}  // namespace

Command check_command() {
    auto options = std::make_shared<Options>();
    Command command(kCheckPage);
    command.positional("EVIDENCE", options->evidence, "the evidence file");
    command.option("--policy FILE", options->policy, "whom you trust, and what you ask for").require();
    command.option("--deployed PATH", options->deployed, "a file of yours, or a folder of them; may be repeated");
    command.option("--as-of TIME", options->as_of,
                   "judge as of this time, not now: what the log shows to be later is not known then");
    command.option("--report FILE", options->report, "write the report as one HTML page too");
    command.handler([options](Invocation& call) -> Result<int> {
        const CheckRequest request{options->evidence, options->policy, options->deployed,
                                   options->as_of.value_or(SystemClock().now())};
        if (TRY(is_fork_proof(options->evidence))) return check_fork(*options, call);
        if (options->report) TRY(check_report_place(*options->report));
        const auto answer = TRY(check(request, call.interrupt));
        if (options->report) TRY(write_durably(*options->report, bytes_of(render_html(answer, request.as_of))));
        if (call.console.is_json())
            call.console.put_json(render_json(answer));
        else
            call.console.put(render_text(answer, call.console.style()));
        return exit_status_of(answer.report);
    });
    return command;
}

}  // namespace assay::auditor
