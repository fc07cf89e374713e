// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "base/terminal/report.hpp"
#include "escrow/action/fetch_export.hpp"
#include "escrow/action/keys.hpp"
#include "escrow/cli/commands.hpp"
#include "escrow/cli/connection.hpp"
#include "escrow/cli/export.md.hpp"

namespace assay::escrow {

namespace {

struct Options : ConnectionOptions {
    std::string deposit;
    std::optional<std::filesystem::path> room;
    std::filesystem::path out;
};

/// For whom: the room that was named, else the party that asks over the network.
Result<crypto::IdentityId> room_of(const Options& options, const Connection& connection) {
    if (options.room) return TRY(read_identity(*options.room)).identity().id();
    if (connection.is_local()) return fail(ErrorKind::Usage, "--room IDENTITY is missing: whom the export is for");
    return *connection.self();
}

}  // namespace

Command export_command() {
    auto options = std::make_shared<Options>();
    Command command(kExportPage);
    command.positional("DEPOSIT", options->deposit, "its id, or an unambiguous beginning of it");
    options->add(command);
    command.option("--room IDENTITY", options->room, "for whom: an identity file or a key folder; with --at, yourself");
    command.option("-o, --out FILE", options->out, "the export file to write").require();
    command.handler([options](Invocation& call) -> Result<int> {
        const auto connection = TRY(Connection::open(*options, Connection::Asker::Party, call));
        const auto room = TRY(room_of(*options, *connection));
        const auto id = TRY(connection->deposit(options->deposit));
        const auto bytes = TRY(fetch_export(room, id, connection->custodian(), options->out, call.console.progress()));
        if (call.console.is_json()) {
            call.console.put_json(stamped("export-report", {{"deposit", crypto::render_deposit_id(id)},
                                                            {"room", crypto::hex(room)},
                                                            {"file", options->out.string()},
                                                            {"bytes", count_json(bytes)}}));
            return 0;
        }
        KeyValues out;
        out.add("deposit", crypto::render_deposit_id(id))
            .add("file", options->out.string() + ", " + human_bytes(bytes));
        call.console.put(out.render(call.console.style()));
        call.console.say(
            "written as it came; nothing in it was checked here. Carry it to the room: verifier import checks it");
        return 0;
    });
    return command;
}

}  // namespace assay::escrow
