// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/verify.hpp"

#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/overwrite.hpp"
#include "base/terminal/confirm.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/report.hpp"
#include "base/terminal/terminal.hpp"
#include "verifier/cli/answers.hpp"
#include "verifier/cli/commands.hpp"
#include "verifier/cli/session.hpp"
#include "verifier/cli/verify.md.hpp"

#include <unistd.h>

namespace assay::verifier {

namespace {

std::string sentence(const EarlierStatement& earlier) {
    using State = EarlierStatement::State;
    auto out = "number " + std::to_string(earlier.ordinal) + ", " + std::string(crypto::name_of(earlier.kind)) + ": ";
    if (earlier.state == State::Begun) return out + "begun and not finished: the next statement says so";
    if (earlier.state == State::Missing) return out + "signed, and not in this room's data any more";
    out += earlier.said;
    if (earlier.time) out += ", " + earlier.time->render();
    if (earlier.deposit) out += ", " + crypto::render_deposit_id(*earlier.deposit).substr(0, 12);
    return out;
}

Mark mark_of(const EarlierStatement& earlier) {
    if (earlier.verdict) return crypto::mark_of(*earlier.verdict);
    return earlier.said == "built" ? Mark::Good : Mark::Caution;
}

Json render_earlier(const std::vector<EarlierStatement>& earlier) {
    auto out = Json::array();
    for (const auto* each : worst_first(earlier))
        out.push(Json::object({{"ordinal", count_json(each->ordinal)},
                               {"kind", crypto::name_of(each->kind)},
                               {"says", each->said},
                               {"claimed_time", each->time ? Json(each->time->render()) : Json()},
                               {"deposit", each->deposit ? Json(crypto::render_deposit_id(*each->deposit)) : Json()}}));
    return out;
}

std::string render_text(const VerifyAnswer& answer, const RebuildLog& log, const Style& style) {
    const bool is_built = answer.rebuild.outcome == crypto::Rebuild::Outcome::Built;
    auto out = render_compared(answer.compared, Meaning::Said, style);
    if (!is_built) out += render_failed_build(log.left, log.end, style);
    KeyValues facts;
    facts.add("product", answer.product + " " + answer.version)
        .add("deposit", crypto::render_deposit_id(answer.deposit))
        .add("room", answer.room);
    add_grade(facts, answer.grade);
    add_self_test(facts, answer.compared);
    if (!is_built) facts.add("log", log.path.string());
    facts.add("chain",
              "this verdict is number " + std::to_string(answer.ordinal) + " of this vendor, product and source");
    for (const auto* earlier : worst_first(answer.earlier))
        facts.add("before it", mark_of(*earlier), sentence(*earlier));
    facts.add("beyond it", "other verdicts may exist: of other rooms, and in chains this room began anew");
    return out + "\n" + facts.render(style);
}

Json render_json(const VerifyAnswer& answer, const RebuildLog& log, bool signer_has_own_user) {
    return stamped("verify", {{"verdict", crypto::name_of(answer.verdict)},
                              {"exit_status", std::int64_t{exit_status_of(answer.verdict)}},
                              {"deposit", crypto::render_deposit_id(answer.deposit)},
                              {"product", answer.product},
                              {"version", answer.version},
                              {"comparisons", comparisons_of(answer.compared)},
                              {"grade", with_counts(answer.grade.render())},
                              {"ordinal", count_json(answer.ordinal)},
                              {"earlier", render_earlier(answer.earlier)},
                              {"signer_has_own_user", signer_has_own_user},
                              {"build_log", log.path.string()},
                              {"build_log_end", texts_of(log.end)},
                              {"left", texts_of(log.left)},
                              {"findings", findings_of(answer.compared)}});
}

Status check_evidence_place(const std::filesystem::path& path) {
    // It took hours, so no evidence is replaced, not even of the same files.
    const auto why_not = [](ByteView) { return std::optional<std::string>("is not empty"); };
    return check_may_overwrite(path,
                               {"evidence", 1, why_not, "name another file with --evidence, or move that one away"});
}

Json render_plan(const VerifyPlan& plan, const RoomDeposit& deposit) {
    auto files = Json::array();
    for (std::size_t at = 0; at < plan.found.files.size(); ++at) {
        const auto& artifact = plan.artifacts[at];
        files.push(Json::object(
            {{"deployed", plan.found.files[at].name}, {"artifact", artifact ? Json(artifact->text()) : Json()}}));
    }
    return stamped("verify-plan", {{"deposit", crypto::render_deposit_id(deposit.id)},
                                   {"product", plan.opened.product},
                                   {"version", plan.opened.version},
                                   {"built", plan.is_rebuilt},
                                   {"planned", std::move(files)}});
}

std::string render_plan(const VerifyPlan& plan, const RoomDeposit& deposit, const Style& style) {
    std::string out;
    for (std::size_t at = 0; at < plan.found.files.size(); ++at) {
        const auto& name = plan.found.files[at].name;
        if (const auto& artifact = plan.artifacts[at])
            out += mark_line(Mark::Note, name + " would be judged against the artifact " + artifact->text(), style);
        else
            out += mark_line(Mark::Unknown, name + " is called like no artifact: it would be not-comparable", style);
    }
    KeyValues facts;
    facts.add("product", plan.opened.product + " " + plan.opened.version)
        .add("deposit", crypto::render_deposit_id(deposit.id))
        .add("rebuild",
             plan.is_rebuilt ? "the one this room has done" : "to be built, which takes an ordinal of the chain");
    return out + "\n" + facts.render(style);
}

/// What a plan can tell only of an accepted deposit, and a trial signs nothing.
Status check_accepted(Session& session, const RoomDeposit& deposit) {
    if (TRY(is_accepted(session.context(), deposit))) return {};
    return fail(Error(ErrorKind::Unproven, "planning a verdict over " + crypto::render_deposit_id(deposit.id) +
                                               ": this room has not accepted it yet, and its recipe is known only then")
                    .with_hint("verifier accept opens it, and signs that; then run this again"));
}

/// What is called like no artifact may be the worst answer or a mistake: a person is asked, a script has said it.
Status confirm_strangers(const VerifyPlan& plan, Invocation& call) {
    const auto strangers = plan.strangers();
    if (strangers.empty()) return {};
    std::vector<std::string> named, declared;
    for (const auto& path : strangers) named.push_back(quote(path.string()));
    for (const auto& artifact : plan.declared) declared.push_back(quote(artifact.text()));
    const auto what = "nothing in " + join(named, ", ") + " is called like an artifact of the recipe";
    call.console.warn(what + ", which are " + join(declared, ", "));
    if (!facts_of(STDIN_FILENO).is_tty) return {};
    if (TRY(ask_yes("sign a verdict of not-comparable about it?", call.interrupt))) return {};
    return fail(Error(ErrorKind::Usage, "judging what is deployed: " + what + "; nothing was signed")
                    .with_hint("name the folder above the artifacts' paths, or the artifact with --artifact")
                    .with_hint("--as-is judges it as it is"));
}

}  // namespace

Command verify_command() {
    struct Options {
        RoomOptions room;
        RebuildFlags flags;
        std::string deposit;
        std::vector<std::filesystem::path> deployed;
        std::optional<std::string> artifact;
        std::optional<std::filesystem::path> evidence;
        bool as_is = false, dry_run = false;
    };
    auto options = std::make_shared<Options>();
    Command command(kVerifyPage);
    command.positional("DEPOSIT", options->deposit, "a deposit in this room");
    command.option("--deployed PATH", options->deployed, "what runs in the field: a file, or a folder of them")
        .require();
    command.option("--artifact NAME", options->artifact, "which artifact it should be; else found by its name");
    command.option("--evidence FILE", options->evidence,
                   "write the evidence; it lacks the log's proofs until submitted");
    command.flag("--as-is", options->as_is, "do not ask about what is called like no artifact");
    command.flag("--dry-run", options->dry_run, "say what would be judged against what, and build and sign nothing");
    options->room.add_key(command);
    options->flags.add(command);
    command.handler([options](Invocation& call) -> Result<int> {
        if (options->evidence) TRY(check_evidence_place(*options->evidence));
        auto rebuild_options = TRY(options->flags.options(options->room));
        const auto session = TRY(Session::open(options->room, call));
        const auto deposit = TRY(session->deposit(options->deposit));
        const VerifyRequest request{options->deployed, options->artifact, std::move(rebuild_options)};
        if (deposit.deposit.deposit_class == crypto::DepositClass::SourceOnly) {
            call.console.error(
                Error(ErrorKind::Refused, "the deposit is of class source-only: no verdict can be asked of it"));
            return kExitNotComparable;
        }
        if (options->dry_run) TRY(check_accepted(*session, deposit));
        auto planned = TRY(plan_verify(session->context(), deposit, request));
        if (const auto* refused = std::get_if<Refused>(&planned)) return put_refusal(call.console, deposit, *refused);
        auto& plan = std::get<VerifyPlan>(planned);
        if (options->dry_run) {
            if (call.console.is_json())
                call.console.put_json(render_plan(plan, deposit));
            else
                call.console.put(render_plan(plan, deposit, call.console.style()));
            call.console.say("nothing was built, nothing is signed");
            return kExitYes;
        }
        if (!options->as_is) TRY(confirm_strangers(plan, call));
        const auto answer = TRY(verify(session->context(), deposit, request, std::move(plan)));
        if (options->evidence) {
            // Again: hours may have passed.
            TRY(check_evidence_place(*options->evidence));
            TRY(write_durably(*options->evidence, bytes_of(answer.evidence.render())));
        }
        const auto log = TRY(log_of(deposit, answer.rebuild));
        if (call.console.is_json())
            call.console.put_json(render_json(answer, log, session->signer_has_own_user()));
        else
            call.console.put(render_text(answer, log, call.console.style()));
        for (const auto& link : answer.links)
            call.console.say("not judged, listed in the verdict: " + quote(link.name) + " is a symbolic link to " +
                             quote(link.target));
        call.console.say(
            "the verdict is signed and in the outbox; it counts once it is logged: verifier outbox, escrow submit");
        return exit_status_of(answer.verdict);
    });
    return command;
}

}  // namespace assay::verifier
