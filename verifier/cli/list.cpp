// SPDX-License-Identifier: Apache-2.0
#include "base/terminal/report.hpp"
#include "verifier/cli/commands.hpp"
#include "verifier/cli/list.md.hpp"
#include "verifier/cli/session.hpp"

namespace assay::verifier {

namespace {

/// The last thing this room said about a deposit.
Result<std::string> state_of(const Room& room, const RoomDeposit& deposit) {
    using crypto::StatementKind;
    for (const auto kind :
         {StatementKind::Verdict, StatementKind::Rebuild, StatementKind::Acceptance, StatementKind::Refusal})
        if (const auto own = TRY(room.own(deposit, kind))) {
            if (kind != StatementKind::Verdict)
                return std::string(kind == StatementKind::Rebuild      ? "rebuilt"
                                   : kind == StatementKind::Acceptance ? "accepted"
                                                                       : "refused");
            const auto statement = TRY(crypto::Statement::open(own->statement, deposit.book));
            return std::string(crypto::name_of(TRY(crypto::Verdict::parse(statement)).verdict));
        }
    return std::string("imported");
}

}  // namespace

Command list_command() {
    auto options = std::make_shared<RoomOptions>();
    Command command(kListPage);
    options->add_room(command);
    command.handler([options](Invocation& call) -> Result<int> {
        auto room = TRY(open_room(*options));
        auto items = Json::array();
        Table table({{"Deposit"}, {"State"}, {"Vendor"}});
        const auto ids = TRY(room.deposits());
        for (const auto& id : ids) {
            const auto deposit = TRY(room.deposit(id, SystemClock().now()));
            const auto state = TRY(state_of(room, deposit));
            const auto vendor = deposit.book.find(deposit.deposit.vendor)->describe();
            items.push(Json::object({{"deposit", crypto::render_deposit_id(id)},
                                     {"state", state},
                                     {"vendor", crypto::hex(deposit.deposit.vendor)}}));
            table.add({crypto::render_deposit_id(id), state, vendor});
        }
        if (call.console.is_json())
            call.console.put_json(stamped("room-deposits", {{"deposits", std::move(items)}}));
        else if (table.empty())
            call.console.say("no deposit is in this room yet: verifier import FILE");
        else
            call.console.put(table.render(call.console.style()));
        return 0;
    });
    return command;
}

}  // namespace assay::verifier
