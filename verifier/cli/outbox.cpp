// SPDX-License-Identifier: Apache-2.0
#include "base/console/report.hpp"
#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "verifier/cli/commands.hpp"
#include "verifier/cli/outbox.md.hpp"
#include "verifier/cli/session.hpp"

namespace assay::verifier {

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
    command.flag("--all", options->all, "everything this room ever signed, not only what no earlier outbox held");
    command.handler([options](Invocation& call) -> Result<int> {
        const auto key = TRY(storage::KeyFolder::open(options->room.key));
        auto room = TRY(open_room(options->room));
        const auto outbox = TRY(room.outbox(options->all ? Room::Take::All : Room::Take::New, key.identity().id()));
        if (outbox.statements.empty()) return std::unexpected(Error(ErrorKind::NotFound, "nothing waits to leave this room").with_hint("--all takes out again what an earlier outbox held"));
        TRY(write_durably(options->out, bytes_of(outbox.render())));
        TRY(room.mark_taken());
        if (call.console.is_json()) {
            call.console.put_json(stamped("outbox-report", {{"file", options->out.string()}, {"statements", static_cast<std::int64_t>(outbox.statements.size())}, {"evidence", static_cast<std::int64_t>(outbox.evidence.size())}}));
            return 0;
        }
        KeyValues out;
        out.add("file", options->out.string());
        for (const auto& outgoing : outbox.statements) out.add("statement", std::string(crypto::name_of(TRY(crypto::peek_kind(outgoing.statement.envelope)))));
        out.add("evidence", std::to_string(outbox.evidence.size()));
        call.console.put(out.render(call.console.style()));
        call.console.say("nothing else leaves the room; outside: escrow submit");
        return 0;
    });
    return command;
}

}  // namespace assay::verifier
