// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "base/terminal/exit_status.hpp"
#include "escrow/cli/closed_parts.hpp"
#include "escrow/cli/commands.hpp"
#include "escrow/cli/connection.hpp"
#include "escrow/cli/deposits.hpp"
#include "escrow/cli/show.md.hpp"

namespace assay::escrow {

namespace {

struct Options : ConnectionOptions {
    std::string deposit;
    bool closed = false;
};

void put_state(Console& console, const DepositState& state, const CheckedReceipt& receipt) {
    const auto& summary = state.summary;
    const auto line = state_line(summary, receipt);
    KeyValues out;
    out.add("deposit", crypto::render_deposit_id(summary.id)).add("vendor", summary.vendor_name);
    out.add("state", line.mark, line.text);
    for (const auto& conflict : state.conflicts)
        if (conflict.excludes)
            out.add("conflict", Mark::Caution, conflict.what + "; nothing favourable of these counts");
        else
            out.add("remark", Mark::Caution, conflict.what);
    out.add("agreement", crypto::hex(summary.agreement));
    out.add("sealed", count_of(summary.piece_count, "piece") + ", about " + human_bytes(summary.sealed_bytes));
    console.put(out.render(console.style()));
    assay::Table table({{"Leaf", true}, {"Statement"}, {"By"}, {"Says its time is"}, {""}});
    for (const auto& event : state.events) {
        auto detail = event.detail;
        if (const auto verdict = crypto::parse_verdict_kind(detail);
            event.kind == crypto::StatementKind::Verdict && verdict)
            detail = marked_word(*verdict);
        if (!event.counts) detail += detail.empty() ? "does not count" : "; does not count";
        table.add({std::to_string(event.index), std::string(crypto::name_of(event.kind)), event.signer,
                   event.claimed_time.render(), std::move(detail)});
    }
    console.put("\nas the custodian tells it:\n" + table.render(console.style()));
}

/// What is sealed to the asker, where that is wanted.
Result<std::optional<OpenedStatements>> open_closed(const Options& options, Connection& connection,
                                                    const crypto::DepositId& id) {
    if (!options.closed) return std::optional<OpenedStatements>();
    const auto asker = TRY(storage::KeyFolder::open(*options.key));
    return std::optional(TRY(open_statements(id, asker, connection.custodian())));
}

}  // namespace

Command show_command() {
    auto options = std::make_shared<Options>();
    Command command(kShowPage);
    command.positional("DEPOSIT", options->deposit, "its id, or an unambiguous beginning of it");
    options->add(command);
    command.flag("--closed", options->closed, "show what is sealed to you too");
    command.handler([options](Invocation& call) -> Result<int> {
        if (options->closed && options->data)
            return fail(ErrorKind::Usage,
                        "--closed with --data: a custodian opens no closed part; the vendor or a room asks, with --at");
        const auto connection = TRY(Connection::open(*options, Connection::Asker::Party, call));
        const auto id = TRY(connection->deposit(options->deposit));
        const auto state = TRY(connection->custodian().state(id));
        const auto receipt = check_receipt_of(id, connection->custodian(), connection->asking(), SystemClock().now());
        const auto opened = TRY(open_closed(*options, *connection, id));
        std::optional<ClosedParts> closed;
        if (opened) closed = closed_parts(*opened, state);
        if (call.console.is_json()) {
            Json::Object fields = {{"deposit", crypto::render_deposit_id(id)}};
            for (auto& field : receipt_fields(receipt)) fields.push_back(std::move(field));
            fields.emplace_back("custodian_says", said_json(state));
            for (auto& field : closed ? render_json(*closed) : Json::Object{{"closed", Json()}, {"faults", Json()}})
                fields.push_back(std::move(field));
            call.console.put_json(stamped("deposit-report", std::move(fields)));
        } else {
            put_state(call.console, state, receipt);
            if (closed)
                call.console.put("\nsealed to you by who is named; that it is logged was not checked:\n" +
                                 render_text(*closed, call.console.style()));
        }
        if (!closed || closed->faults.empty()) return exit_status_of(receipt);
        for (const auto& fault : closed->faults) call.console.warn(fault);
        return receipt.fault ? exit_status_of(receipt) : kExitPartial;
    });
    return command;
}

}  // namespace assay::escrow
