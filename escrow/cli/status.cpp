// SPDX-License-Identifier: Apache-2.0
#include "base/terminal/interrupt.hpp"
#include "escrow/cli/commands.hpp"
#include "escrow/cli/connection.hpp"
#include "escrow/cli/deposits.hpp"
#include "escrow/cli/status.md.hpp"

namespace assay::escrow {

namespace {

constexpr std::chrono::milliseconds kPause{2'000};

struct Options : ConnectionOptions {
    std::string deposit;
    bool wait = false;
};

bool is_final(DepositStage stage) { return stage == DepositStage::Refused || stage == DepositStage::Judged; }

Result<DepositSummary> await(Custodian& custodian, const crypto::DepositId& id, const Interrupt& interrupt) {
    for (;;) {
        auto summary = TRY(custodian.state(id)).summary;
        if (is_final(summary.stage)) return summary;
        TRY(wait_for(interrupt, kPause));
        TRY(interrupt.check("waiting for a verdict"));
    }
}

}  // namespace

Command status_command() {
    auto options = std::make_shared<Options>();
    Command command(kStatusPage);
    command.positional("DEPOSIT", options->deposit, "its id, or an unambiguous beginning of it");
    options->add(command);
    command.flag("--wait", options->wait, "until a room has judged or refused it");
    command.handler([options](Invocation& call) -> Result<int> {
        if (options->wait && options->data)
            return fail(ErrorKind::Usage,
                        "--wait needs --at: while the data are open here, nothing can happen to them");
        const auto connection = TRY(Connection::open(*options, Connection::Asker::Party, call));
        const auto id = TRY(connection->deposit(options->deposit));
        auto& custodian = connection->custodian();
        const auto summary =
            options->wait ? TRY(await(custodian, id, call.interrupt)) : TRY(custodian.state(id)).summary;
        const auto receipt = check_receipt_of(id, custodian, connection->asking(), SystemClock().now());
        if (call.console.is_json()) {
            Json::Object fields = {{"deposit", crypto::render_deposit_id(id)}};
            for (auto& field : receipt_fields(receipt)) fields.push_back(std::move(field));
            fields.emplace_back("custodian_says", said_json(summary));
            call.console.put_json(stamped("status", std::move(fields)));
        } else {
            const auto line = state_line(summary, receipt);
            call.console.put(mark_line(line.mark, line.text, call.console.style()));
        }
        return exit_status_of(receipt);
    });
    return command;
}

}  // namespace assay::escrow
