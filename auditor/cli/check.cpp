// SPDX-License-Identifier: Apache-2.0
#include "auditor/check.hpp"

#include "auditor/cli/check.md.hpp"
#include "auditor/cli/commands.hpp"
#include "auditor/compare_report.hpp"
#include "auditor/html_report.hpp"
#include "auditor/report.hpp"
#include "auditor/words.hpp"
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
    std::optional<std::string> vendor, product, version;
    std::optional<std::string> deposit;
    std::vector<std::string> require;
};

/// Splits `identical,explained`. Errors: Usage for an unknown verdict.
Result<std::set<crypto::VerdictKind>> parse_verdicts(const std::vector<std::string>& lists) {
    std::set<crypto::VerdictKind> out;
    for (const auto& list : lists)
        for (const auto name : split(list, ',')) {
            const auto kind = crypto::parse_verdict_kind(trim(name));
            if (!kind) return fail(Error(kind.error()).within("--require").as(ErrorKind::Usage));
            out.insert(*kind);
        }
    return out;
}

Result<crypto::Expected> expected_of(const Options& options) {
    // An unset variable of a shell must not turn an expectation off.
    for (const auto& [option, value] :
         {std::pair("--vendor", &options.vendor), std::pair("--product", &options.product),
          std::pair("--version-name", &options.version)})
        if (*value && trim(**value).empty()) return fail(ErrorKind::Usage, std::string(option) + " names nothing");
    crypto::Expected out{
        options.vendor.value_or(""), options.product.value_or(""), options.version.value_or(""), {}, {}};
    out.verdicts = TRY(parse_verdicts(options.require));
    if (options.deposit) out.deposit = TRY(crypto::DepositPrefix::parse(*options.deposit));
    return out;
}

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
    command.option("--policy FILE", options->policy, "whom you trust, and what you ask for").require().or_setting();
    command.option("--deployed PATH", options->deployed, "a file of yours, or a folder of them");
    command.option("--as-of TIME", options->as_of,
                   "judge as of this time, not now: what the log had more than 300 s later is not known then");
    command.option("--vendor WHO", options->vendor,
                   "whose deposit it must be: an identity id, 16 or more of its first digits, or the exact name");
    command.option("--product NAME", options->product, "which product it must be of");
    command.option("--version-name VERSION", options->version, "which version");
    command.option("--deposit ID", options->deposit, "which deposit, or the beginning of its id");
    command.option("--require VERDICT", options->require, "verdicts you accept, with commas between; else any");
    command.option("--report FILE", options->report, "write the report as one HTML page too");
    command.handler([options](Invocation& call) -> Result<int> {
        auto expected = TRY(expected_of(*options));
        const CheckRequest request{options->evidence, options->policy, options->deployed,
                                   options->as_of.value_or(SystemClock().now()), std::move(expected)};
        if (TRY(is_fork_proof(options->evidence))) return check_fork(*options, call);
        if (options->report) TRY(check_report_place(*options->report));
        const auto answer = TRY(check(request, call.interrupt));
        if (options->report) TRY(write_durably(*options->report, bytes_of(render_html(answer, request.as_of))));
        if (call.console.is_json())
            call.console.put_json(render_json(answer));
        else
            call.console.put(render_text(answer, call.console.style()));
        if (const auto step = next_step(answer.report); !step.empty()) call.console.say("next: " + step);
        return exit_status_of(answer.report);
    });
    return command;
}

}  // namespace assay::auditor
