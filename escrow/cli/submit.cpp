// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/submit.hpp"

#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/report.hpp"
#include "escrow/cli/commands.hpp"
#include "escrow/cli/connection.hpp"
#include "escrow/cli/evidence_places.hpp"
#include "escrow/cli/submit.md.hpp"

namespace assay::escrow {

namespace {

constexpr std::string_view kSentUnchecked = "sent; nothing was checked: no policy was given";

struct Options : ConnectionOptions {
    std::filesystem::path outbox;
    std::optional<std::filesystem::path> evidence;
};

/// Where the evidence of an outbox goes.
Result<std::vector<std::filesystem::path>> places_of(const storage::Outbox& outbox,
                                                     const std::optional<std::filesystem::path>& named) {
    if (!named) return std::vector<std::filesystem::path>();
    if (outbox.evidence.empty())
        return fail(ErrorKind::NotFound,
                    "--evidence " + quote(named->string()) + ": the outbox holds no verdict to complete evidence for");
    return evidence_places(outbox.evidence, *named, "--evidence");
}

void put(Console& console, const Submitted& done, const std::vector<std::filesystem::path>& places, bool is_checked) {
    const std::string outcome = is_checked ? "logged" : "sent";
    if (console.is_json()) {
        auto statements = Json::array(), files = Json::array();
        for (const auto& [id, kind] : done.statements)
            statements.push(Json::object({{"statement", crypto::hex(id)}, {"kind", crypto::name_of(kind)}}));
        for (const auto& place : places) files.push(place.string());
        auto faults = Json::array(), refused = Json::array();
        for (const auto& [id, kind, why] : done.refused)
            refused.push(Json::object(
                {{"statement", crypto::hex(id)}, {"kind", crypto::name_of(kind)}, {"fault", why.message()}}));
        for (const auto& fault : done.faults)
            if (fault) faults.push(fault->message());
        auto flagged = Json::array();
        for (const auto& each : done.flagged)
            flagged.push(Json::object({{"deposit", crypto::render_deposit_id(each.deposit)},
                                       {"what", each.what},
                                       {"excludes", each.excludes}}));
        console.put_json(stamped("submission-report", {{"outcome", outcome},
                                                       {"flags", std::move(flagged)},
                                                       {"checked", is_checked},
                                                       {"statements", std::move(statements)},
                                                       {"refused", std::move(refused)},
                                                       {"files", std::move(files)},
                                                       {"faults", std::move(faults)}}));
        return;
    }
    if (!is_checked) console.put(mark_line(Mark::Unknown, kSentUnchecked, console.style()));
    KeyValues out;
    const auto mark = is_checked ? Mark::Good : Mark::Unknown;
    for (const auto& [_, kind] : done.statements) out.add(outcome, mark, std::string(crypto::name_of(kind)));
    for (const auto& place : places)
        out.add("evidence", place.string() + (is_checked ? "" : ", with the proofs as they came"));
    console.put(out.render(console.style()));
}

/// A party that carries its own outbox brings newer endorsements along: without them the custodian would log nothing
/// of a room whose endorsement has run out.
void bring_endorsements(Connection& connection, Console& console) {
    const auto& agreement = connection.asking().agreement;
    if (!agreement || !connection.self() || agreement->find(*connection.self()) == nullptr) return;
    if (const auto taken = connection.custodian().admit(*agreement); !taken)
        console.warn("the custodian has not taken over the agreement's endorsements: " + taken.error().message());
}

}  // namespace

Command submit_command() {
    auto options = std::make_shared<Options>();
    Command command(kSubmitPage);
    command.positional("OUTBOX", options->outbox, "what came out of the room: verifier outbox");
    options->add(command);
    command.option("--evidence FILE", options->evidence, "where the completed evidence goes; a folder for several");
    command.handler([options](Invocation& call) -> Result<int> {
        const auto outbox = TRY(read_outbox(options->outbox));
        const auto places = TRY(places_of(outbox, options->evidence));
        const auto may_be = options->policy ? EvidencePlace::SameClaim : EvidencePlace::Empty;
        for (std::size_t i = 0; i < places.size(); ++i)
            TRY(check_evidence_place(places[i], outbox.evidence[i].claim(), may_be));
        const auto connection = TRY(Connection::open(*options, Connection::Asker::Anybody, call));
        const auto& policy = connection->policy();
        bring_endorsements(*connection, call.console);
        const auto done = policy ? TRY(submit(outbox, connection->custodian(), *policy, SystemClock().now(),
                                              connection->asking().agreement))
                                 : TRY(send_unchecked(outbox, connection->custodian()));
        std::vector<std::filesystem::path> written;
        for (std::size_t i = 0; i < places.size(); ++i) {
            if (done.faults[i]) continue;
            TRY_WITHIN("evidence", write_durably(places[i], bytes_of(done.evidence[i].render())));
            written.push_back(places[i]);
        }
        put(call.console, done, written, policy.has_value());
        int status = done.refused.empty() ? kExitYes : kExitPartial;
        for (const auto& each : done.flagged) {
            const auto about = "the custodian flags " + crypto::render_deposit_id(each.deposit).substr(0, 12) + ": ";
            call.console.warn(about + each.what +
                              (each.excludes ? "; no favourable verdict of that room counts there" : ""));
            if (each.excludes) status = kExitPartial;
        }
        // In JSON the report has them: `refused`, `faults`.
        const auto tell = [&](const Error& fault) {
            if (!call.console.is_json()) call.console.error(fault);
        };
        for (const auto& refused : done.refused) tell(refused.why);
        for (const auto& fault : done.faults)
            if (fault) {
                tell(*fault);
                status = kExitPartial;
            }
        return status;
    });
    return command;
}

}  // namespace assay::escrow
