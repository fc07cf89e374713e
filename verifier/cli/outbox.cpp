// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/overwrite.hpp"
#include "base/terminal/report.hpp"
#include "verifier/cli/commands.hpp"
#include "verifier/cli/outbox.md.hpp"
#include "verifier/cli/session.hpp"

namespace assay::verifier {

namespace {

/// An outbox takes the place of an earlier one of the same room alone.
Status check_place(const std::filesystem::path& path, const crypto::IdentityId& room) {
    const auto why_not = [&](ByteView head) -> std::optional<std::string> {
        const auto there = storage::Outbox::parse(text_of(head));
        if (there && there->room == room) return {};
        return "is no outbox of this room";
    };
    return check_may_overwrite(
        path, {"outbox", storage::Outbox::kBytesMax, why_not, "name another file with --out, or move that one away"});
}

}  // namespace

Command outbox_command() {
    struct Options {
        RoomOptions room;
        std::filesystem::path out;
        bool all = false;
    };
    auto options = std::make_shared<Options>();
    Command command(kOutboxPage);
    options->room.add_key(command);
    command.option("-o, --out FILE", options->out, "the file to carry out").require();
    command.flag("--all", options->all, "begin again at the first statement this room ever signed");
    command.handler([options](Invocation& call) -> Result<int> {
        const auto key = TRY(storage::KeyFolder::open(options->room.key));
        TRY(check_verifier(key.identity()));
        TRY(check_place(options->out, key.identity().id()));
        auto room = TRY(open_room(options->room, call.console));
        // What was signed before a kill leaves too.
        const auto signer = TRY(RunningSigner::start(options->room.key, call.console));
        if (const auto last = TRY(signer.process->last()))
            TRY_WITHIN("keeping what was signed before a kill", room.recover(*last));
        using Take = OutboxFolder::Take;
        const auto parcel = TRY(room.outbox().pack(options->all ? Take::All : Take::New, key.identity()));
        auto outbox = parcel.outbox;
        if (parcel.last.empty())
            return std::unexpected(Error(ErrorKind::NotFound, "nothing waits to leave this room")
                                       .with_hint("--all takes out again what an earlier outbox held"));
        outbox.manifest =
            TRY(signer.process->sign(OutboxReport{outbox.statements_digest(), outbox.evidence_digest()})).statement;
        TRY(write_durably(options->out, bytes_of(outbox.render())));
        TRY(room.outbox().mark_taken(parcel));
        if (call.console.is_json()) {
            call.console.put_json(stamped("outbox-report", {{"file", options->out.string()},
                                                            {"statements", count_json(outbox.statements.size())},
                                                            {"evidence", count_json(outbox.evidence.size())},
                                                            {"waiting", count_json(parcel.waiting)}}));
            return 0;
        }
        KeyValues out;
        out.add("file", options->out.string());
        for (const auto& outgoing : outbox.statements)
            out.add("statement", std::string(crypto::name_of(TRY(crypto::peek_kind(outgoing.statement.envelope)))));
        out.add("evidence", std::to_string(outbox.evidence.size()));
        call.console.put(out.render(call.console.style()));
        if (parcel.waiting > 0)
            call.console.say(count_of(parcel.waiting, "item") +
                             " more than one file holds wait: verifier outbox writes the next file");
        call.console.say("nothing else leaves the room; outside: escrow submit");
        return 0;
    });
    return command;
}

}  // namespace assay::verifier
