// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "base/terminal/report.hpp"
#include "escrow/action/before_sending.hpp"
#include "escrow/action/receipt.hpp"
#include "escrow/cli/commands.hpp"
#include "escrow/cli/connection.hpp"
#include "escrow/cli/deposits.hpp"
#include "escrow/cli/evidence.md.hpp"

namespace assay::escrow {

namespace {

struct Options : ConnectionOptions {
    std::string deposit;
    std::filesystem::path out;
};

}  // namespace

Command evidence_command() {
    auto options = std::make_shared<Options>();
    Command command(kEvidencePage);
    command.positional("DEPOSIT", options->deposit, "its id, or an unambiguous beginning of it");
    options->add(command);
    command.option("-o, --out FILE", options->out, "the evidence file to write").require();
    command.handler([options](Invocation& call) -> Result<int> {
        TRY(check_can_write(options->out, "evidence"));
        std::error_code ignored;
        if (!options->policy && std::filesystem::exists(options->out, ignored))
            return fail(Error(ErrorKind::Conflict, "evidence " + quote(options->out.string()) +
                                                       ": exists already, and what is not checked replaces nothing")
                            .with_hint("--policy FILE has it checked; or name another file with --out"));
        const auto connection = TRY(Connection::open(*options, Connection::Asker::Party, call));
        const auto id = TRY(connection->deposit(options->deposit));
        TRY(check_receipt_place(options->out, id));
        auto receipt = TRY(connection->custodian().receipt(id));
        if (const auto& [policy, agreement] = connection->asking(); policy) {
            receipt = TRY(receipt_for(receipt, *policy, agreement));
            TRY(check_receipt(receipt, id, *policy, SystemClock().now()));
        }
        TRY(keep_receipt(receipt, options->out));
        if (call.console.is_json())
            call.console.put_json(stamped("evidence-report", {{"deposit", crypto::render_deposit_id(id)},
                                                              {"file", options->out.string()},
                                                              {"checked", options->policy.has_value()}}));
        else
            call.console.put(KeyValues()
                                 .add("deposit", crypto::render_deposit_id(id))
                                 .add("evidence", options->policy ? Mark::Good : Mark::Unknown,
                                      options->out.string() + (options->policy ? ", checked under your policy"
                                                                               : "; " + std::string(kNothingChecked)))
                                 .render(call.console.style()));
        return 0;
    });
    return command;
}

}  // namespace assay::escrow
