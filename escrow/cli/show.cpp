// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "escrow/cli/commands.hpp"
#include "escrow/cli/connection.hpp"
#include "escrow/cli/deposits.hpp"
#include "escrow/cli/show.md.hpp"

namespace assay::escrow {

namespace {

struct Options : ConnectionOptions {
    std::string deposit;
};

void put_state(Console& console, const DepositState& state) {
    const auto& summary = state.summary;
    KeyValues out;
    out.add("deposit", crypto::render_deposit_id(summary.id)).add("vendor", summary.vendor_name);
    out.add("state", mark_of(summary), stage_sentence(summary));
    out.add("agreement", crypto::hex(summary.agreement));
    out.add("sealed", count_of(summary.piece_count, "piece") + ", about " + human_bytes(summary.sealed_bytes));
    console.put(out.render(console.style()));
    assay::Table table({{"Leaf", true}, {"Statement"}, {"By"}, {"Says its time is"}, {""}});
    for (const auto& event : state.events)
        table.add({std::to_string(event.index), std::string(crypto::name_of(event.kind)), event.signer,
                   event.claimed_time.render(), event.detail});
    console.put("\n" + table.render(console.style()));
}

}  // namespace

Command show_command() {
    auto options = std::make_shared<Options>();
    Command command(kShowPage);
    command.positional("DEPOSIT", options->deposit, "its id, or an unambiguous beginning of it");
    options->add(command);
    command.handler([options](Invocation& call) -> Result<int> {
        const auto connection = TRY(Connection::open(*options, Connection::Asker::Party, call));
        const auto state = TRY(connection->custodian().state(TRY(connection->deposit(options->deposit))));
        if (call.console.is_json())
            call.console.put_json(state.render());
        else
            put_state(call.console, state);
        return 0;
    });
    return command;
}

}  // namespace assay::escrow
