// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/rebuild.hpp"

#include "base/core/text.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/report.hpp"
#include "verifier/cli/answers.hpp"
#include "verifier/cli/commands.hpp"
#include "verifier/cli/rebuild.md.hpp"
#include "verifier/cli/session.hpp"

namespace assay::verifier {

namespace {

Json json_of(const RebuildRecord& record, const RebuildLog& log, const RoomDeposit& deposit) {
    return stamped("rebuild",
                   {{"deposit", crypto::render_deposit_id(deposit.id)},
                    {"built", record.outcome == crypto::Rebuild::Outcome::Built},
                    {"failure", record.failure.empty() ? Json() : Json(record.failure)},
                    {"environment", record.environment.grade()},
                    {"machine", record.environment.own_machine ? record.environment.own_machine->render() : Json()},
                    {"ordinal", record.chain ? count_json(record.chain->ordinal) : Json()},
                    {"build_log", log.path.string()},
                    {"build_log_end", texts_of(log.end)},
                    {"left", texts_of(log.left)},
                    {"artifacts", with_counts(render_outputs(record.artifacts))}});
}

std::string headline_of(const RebuildRecord& record, const Style& style) {
    if (record.outcome != crypto::Rebuild::Outcome::Built) return mark_line(Mark::Bad, record.failure, style);
    return mark_line(Mark::Good, "rebuilt, environment " + record.environment.grade(), style);
}

KeyValues details_of(const RebuildRecord& record, const RebuildLog& log) {
    KeyValues out;
    out.add("chain", record.chain ? "ordinal " + std::to_string(record.chain->ordinal)
                                  : "an experiment: it is not counted, and no verdict rests on it");
    if (const auto& machine = record.environment.own_machine) out.add("machine", machine->words());
    add_artifacts(out, record.artifacts);
    for (const auto& input : record.opaque.read)
        out.add("opaque input", Mark::Caution,
                shown_path(input.file.path) + " (" + std::string(name_of(input.file.opacity)) + ")");
    if (const auto& more = record.opaque.unnamed)
        out.add("opaque inputs", Mark::Caution, std::to_string(more->count) + " more, not named");
    out.add("log", log.path.string());
    return out;
}

Result<int> put_record(Console& console, const RebuildRecord& record, const RoomDeposit& deposit) {
    const auto log = TRY(log_of(deposit, record));
    const bool is_built = record.outcome == crypto::Rebuild::Outcome::Built;
    if (console.is_json()) {
        console.put_json(json_of(record, log, deposit));
    } else {
        console.put(headline_of(record, console.style()));
        if (!is_built) console.put(render_failed_build(log.left, log.end, console.style()));
        console.put(details_of(record, log).render(console.style()));
    }
    return is_built ? kExitYes : kExitNotComparable;
}

}  // namespace

Command rebuild_command() {
    struct Options {
        RoomOptions room;
        RebuildFlags flags;
        std::string deposit;
        bool experiment = false;
    };
    auto options = std::make_shared<Options>();
    Command command(kRebuildPage);
    command.positional("DEPOSIT", options->deposit, "a deposit in this room");
    options->room.add_key(command);
    options->flags.add(command);
    command.flag("--experiment", options->experiment, "build outside the chain; no verdict can rest on it");
    command.handler([options](Invocation& call) -> Result<int> {
        auto rebuild_options = TRY(options->flags.options(options->room));
        rebuild_options.experiment = options->experiment;
        const auto session = TRY(Session::open(options->room, call));
        const auto deposit = TRY(session->deposit(options->deposit));
        const auto accepted = TRY(accept(session->context(), deposit));
        if (const auto* refused = std::get_if<Refused>(&accepted)) return put_refusal(call.console, deposit, *refused);
        const auto record =
            TRY(rebuild(session->context(), deposit, std::get<OpenedDeposit>(accepted), rebuild_options));
        return put_record(call.console, record, deposit);
    });
    return command;
}

}  // namespace assay::verifier
