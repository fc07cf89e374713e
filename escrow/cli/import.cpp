// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "base/terminal/report.hpp"
#include "escrow/action/before_sending.hpp"
#include "escrow/action/import_transfer.hpp"
#include "escrow/action/policy.hpp"
#include "escrow/action/receipt.hpp"
#include "escrow/cli/commands.hpp"
#include "escrow/cli/connection.hpp"
#include "escrow/cli/import.md.hpp"

namespace assay::escrow {

namespace {

struct Options : ConnectionOptions {
    std::filesystem::path folder, receipt;
};

Result<int> import_folder(const Options& options, Invocation& call) {
    if (!options.policy)
        return fail(ErrorKind::Usage, "--policy FILE is missing: a receipt is kept when it holds under it");
    const auto policy = TRY(read_policy(*options.policy));
    TRY(check_can_write(options.receipt, "receipt"));
    TRY(check_receipt_place(options.receipt, TRY(read_transfer(options.folder)).id));
    const auto connection = TRY(Connection::open(options, Connection::Asker::Party, call));
    const ImportRequest request{.folder = options.folder, .policy = policy, .now = SystemClock().now()};
    const auto answer = TRY(import_transfer(request, connection->custodian(), call.console.progress(), call.interrupt));
    TRY(check_receipt(answer.receipt, answer.id, policy, SystemClock().now()));
    TRY(keep_receipt(answer.receipt, options.receipt));
    if (call.console.is_json()) {
        call.console.put_json(stamped("import-report", {{"deposit", crypto::render_deposit_id(answer.id)},
                                                        {"vendor", crypto::hex(answer.vendor)},
                                                        {"pieces", count_json(answer.pieces)},
                                                        {"file", options.receipt.string()}}));
        return 0;
    }
    KeyValues out;
    out.add("deposit", crypto::render_deposit_id(answer.id)).add("vendor", answer.vendor_name);
    out.add("pieces", std::to_string(answer.pieces)).add("receipt", options.receipt.string());
    call.console.put(mark_line(Mark::Good, "held: every byte is here and the log says so", call.console.style()));
    call.console.put(out.render(call.console.style()));
    return 0;
}

}  // namespace

Command import_command() {
    auto options = std::make_shared<Options>();
    options->may_begin = true;
    Command command(kImportPage);
    command.positional("DIR", options->folder, "a transfer folder, as escrow deposit --at DIR makes it");
    options->add(command);
    command.option("--receipt FILE", options->receipt, "where the receipt for the vendor goes").require();
    command.handler([options](Invocation& call) { return import_folder(*options, call); });
    return command;
}

}  // namespace assay::escrow
