// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "base/terminal/report.hpp"
#include "verifier/cli/commands.hpp"
#include "verifier/cli/import.md.hpp"
#include "verifier/cli/session.hpp"

#include "base/files/head.hpp"
#include "crypto/statement/file_guess.hpp"
namespace assay::verifier {

Command import_command() {
    struct Options {
        RoomOptions room;
        std::filesystem::path file;
    };
    auto options = std::make_shared<Options>();
    Command command(kImportPage);
    command.positional("FILE", options->file, "an export file");
    options->room.add_room(command);
    command.handler([options](Invocation& call) -> Result<int> {
        auto room = TRY(open_room(options->room, call.console, Room::Absent::Make));
        const auto id = TRY(
            crypto::guessing(room.import(options->file, SystemClock().now(), call.console.progress(), call.interrupt),
                             head_of_file(options->file, crypto::kGuessBytes), "export"));
        const auto deposit = TRY(room.deposit(id, SystemClock().now()));
        const auto shown = crypto::render_deposit_id(id);
        if (call.console.is_json()) {
            call.console.put_json(stamped("import", {{"deposit", shown},
                                                     {"vendor", crypto::hex(deposit.deposit.vendor)},
                                                     {"room", crypto::hex(deposit.exported.room)},
                                                     {"pieces", count_json(deposit.deposit.piece_count)}}));
            return 0;
        }
        KeyValues out;
        out.add("deposit", shown)
            .add("vendor", deposit.book.find(deposit.deposit.vendor)->describe())
            .add("custodian", deposit.book.find(deposit.agreement.custodian)->describe());
        out.add("for", deposit.book.find(deposit.exported.room)->describe())
            .add("pieces", count_of(deposit.deposit.piece_count, "piece"));
        call.console.put(out.render(call.console.style()));
        return 0;
    });
    return command;
}

}  // namespace assay::verifier
