// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "base/terminal/exit_status.hpp"
#include "escrow/action/own_deposit.hpp"
#include "escrow/cli/commands.hpp"
#include "escrow/cli/connection.hpp"
#include "escrow/cli/deposits.hpp"
#include "escrow/cli/list.md.hpp"

#include <algorithm>

namespace assay::escrow {

namespace {

constexpr std::size_t kProductMax = 60;

struct Listed {
    DepositSummary summary;
    CheckedReceipt receipt;
    std::optional<ProductName> product;  ///< for those who can open the deposit
};

void put_table(Console& console, const std::vector<Listed>& deposits, bool is_checked) {
    const bool has_products = std::ranges::any_of(deposits, [](const auto& each) { return each.product.has_value(); });
    const auto state = is_checked ? "State" : "The custodian says";
    assay::Table table({{"Deposit"}, {state}, {has_products ? "Product" : "Vendor"}, {"Made"}, {"Size", true}});
    for (const auto& [summary, receipt, product] : deposits) {
        auto what = has_products ? std::string() : summary.vendor_name;
        if (product) what = quote(product->name + " " + product->version, kProductMax);
        table.add({crypto::render_deposit_id(summary.id), state_word(summary, receipt), std::move(what),
                   summary.time.render(), human_bytes(summary.sealed_bytes)});
    }
    if (table.empty())
        console.say("the custodian knows of no deposit that concerns you");
    else
        console.put(table.render(console.style()));
}

void put(Console& console, const std::vector<Listed>& deposits, bool is_checked) {
    if (console.is_json()) {
        auto items = Json::array();
        for (const auto& [summary, receipt, product] : deposits) {
            Json::Object item = {{"deposit", crypto::render_deposit_id(summary.id)},
                                 {"product", product ? Json(product->name) : Json()},
                                 {"version", product ? Json(product->version) : Json()}};
            for (auto& field : receipt_fields(receipt)) item.push_back(std::move(field));
            item.emplace_back("custodian_says", said_json(summary));
            items.push(Json(std::move(item)));
        }
        console.put_json(stamped("deposits-report", {{"checked", is_checked}, {"deposits", std::move(items)}}));
        return;
    }
    put_table(console, deposits, is_checked);
    if (!is_checked) console.say(kNothingChecked);
    for (const auto& [summary, receipt, product] : deposits)
        if (receipt.fault)
            console.warn(crypto::render_deposit_id(summary.id).substr(0, 16) + ": " + receipt.fault->message());
}

/// Opens deposits with the key that was given; nothing where it opens none, as a custodian's or a carrier's.
Result<std::optional<OwnDeposits>> opener(const ConnectionOptions& options, Connection& connection) {
    if (connection.is_local()) return std::optional<OwnDeposits>();
    auto own = OwnDeposits::open(TRY(storage::KeyFolder::open(*options.key)), connection.custodian());
    if (!own && own.error().kind() == ErrorKind::NotFound) return std::optional<OwnDeposits>();
    return std::optional(TRY(std::move(own)));
}

/// Of a deposit that the asker can open. What does not open is said, and the rest is listed.
std::optional<ProductName> product_shown(const std::optional<OwnDeposits>& own, const crypto::DepositId& id,
                                         const CheckedReceipt& receipt, Console& console) {
    if (!own || receipt.fault) return std::nullopt;
    const auto read = [&]() -> Result<ProductName> {
        return product_of(TRY(own->read(id, receipt.receipt ? &*receipt.receipt : nullptr)));
    };
    auto product = read();
    if (product) return std::move(*product);
    if (product.error().kind() != ErrorKind::Refused) console.warn(product.error().message());
    return std::nullopt;
}

}  // namespace

Command list_command() {
    auto options = std::make_shared<ConnectionOptions>();
    Command command(kListPage);
    options->add(command);
    command.handler([options](Invocation& call) -> Result<int> {
        const auto connection = TRY(Connection::open(*options, Connection::Asker::Party, call));
        auto& custodian = connection->custodian();
        const auto own = TRY(opener(*options, *connection));
        const auto now = SystemClock().now();
        std::vector<Listed> deposits;
        std::vector<int> statuses;
        for (auto& summary : TRY(custodian.list())) {
            TRY(call.interrupt.check("checking receipts"));
            auto receipt = check_receipt_of(summary.id, custodian, connection->asking(), now);
            auto product = product_shown(own, summary.id, receipt, call.console);
            statuses.push_back(exit_status_of(receipt));
            deposits.push_back({std::move(summary), std::move(receipt), std::move(product)});
        }
        put(call.console, deposits, connection->policy().has_value());
        return worst_of(statuses);
    });
    return command;
}

}  // namespace assay::escrow
