// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "base/terminal/exit_status.hpp"
#include "escrow/cli/commands.hpp"
#include "escrow/cli/connection.hpp"
#include "escrow/cli/deposits.hpp"
#include "escrow/cli/list.md.hpp"

namespace assay::escrow {

namespace {

struct Listed {
    DepositSummary summary;
    CheckedReceipt receipt;
};

void put(Console& console, const std::vector<Listed>& deposits, bool is_checked) {
    if (console.is_json()) {
        auto items = Json::array();
        for (const auto& [summary, receipt] : deposits) {
            Json::Object item = {{"deposit", crypto::render_deposit_id(summary.id)}};
            for (auto& field : receipt_fields(receipt)) item.push_back(std::move(field));
            item.emplace_back("custodian_says", said_json(summary));
            items.push(Json(std::move(item)));
        }
        console.put_json(stamped("deposits-report", {{"checked", is_checked}, {"deposits", std::move(items)}}));
        return;
    }
    const auto state = is_checked ? "State" : "The custodian says";
    assay::Table table({{"Deposit"}, {state}, {"Vendor"}, {"Pieces", true}, {"Size", true}});
    for (const auto& [summary, receipt] : deposits)
        table.add({crypto::render_deposit_id(summary.id), state_word(summary, receipt), summary.vendor_name,
                   std::to_string(summary.piece_count), human_bytes(summary.sealed_bytes)});
    if (table.empty())
        console.say("the custodian knows of no deposit that concerns you");
    else
        console.put(table.render(console.style()));
    if (!is_checked) console.say(kNothingChecked);
    for (const auto& [summary, receipt] : deposits)
        if (receipt.fault)
            console.warn(crypto::render_deposit_id(summary.id).substr(0, 16) + ": " + receipt.fault->message());
}

}  // namespace

Command list_command() {
    auto options = std::make_shared<ConnectionOptions>();
    Command command(kListPage);
    options->add(command);
    command.handler([options](Invocation& call) -> Result<int> {
        const auto connection = TRY(Connection::open(*options, Connection::Asker::Party, call));
        auto& custodian = connection->custodian();
        const auto now = SystemClock().now();
        std::vector<Listed> deposits;
        std::vector<int> statuses;
        for (auto& summary : TRY(custodian.list())) {
            TRY(call.interrupt.check("checking receipts"));
            auto receipt = check_receipt_of(summary.id, custodian, connection->asking(), now);
            statuses.push_back(exit_status_of(receipt));
            deposits.push_back({std::move(summary), std::move(receipt)});
        }
        put(call.console, deposits, connection->policy().has_value());
        return worst_of(statuses);
    });
    return command;
}

}  // namespace assay::escrow
