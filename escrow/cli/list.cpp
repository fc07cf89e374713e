// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "escrow/cli/commands.hpp"
#include "escrow/cli/connection.hpp"
#include "escrow/cli/deposits.hpp"
#include "escrow/cli/list.md.hpp"

namespace assay::escrow {

Command list_command() {
    auto options = std::make_shared<ConnectionOptions>();
    Command command(kListPage);
    options->add(command);
    command.handler([options](Invocation& call) -> Result<int> {
        const auto connection = TRY(Connection::open(*options, Connection::Asker::Party, call));
        const auto deposits = TRY(connection->custodian().list());
        if (call.console.is_json()) {
            call.console.put_json(render_deposits(deposits));
            return 0;
        }
        assay::Table table({{"Deposit"}, {"State"}, {"Vendor"}, {"Pieces", true}, {"Size", true}});
        for (const auto& each : deposits)
            table.add({crypto::render_deposit_id(each.id), std::string(each.word()), each.vendor_name,
                       std::to_string(each.piece_count), human_bytes(each.sealed_bytes)});
        if (table.empty())
            call.console.say("no deposit is held here that concerns you");
        else
            call.console.put(table.render(call.console.style()));
        return 0;
    });
    return command;
}

}  // namespace assay::escrow
