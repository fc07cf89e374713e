// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/report.hpp"
#include "escrow/action/before_sending.hpp"
#include "escrow/action/receipt.hpp"
#include "escrow/action/submit.hpp"
#include "escrow/action/verdict_evidence.hpp"
#include "escrow/cli/commands.hpp"
#include "escrow/cli/connection.hpp"
#include "escrow/cli/deposits.hpp"
#include "escrow/cli/evidence.md.hpp"
#include "escrow/cli/evidence_places.hpp"

namespace assay::escrow {

namespace {

struct Options : ConnectionOptions {
    std::string deposit;
    std::filesystem::path out;
    bool of_verdicts = false;
};

void put(Console& console, const crypto::DepositId& id, const std::vector<std::filesystem::path>& written,
         bool is_checked, const std::vector<std::optional<Error>>& faults) {
    if (console.is_json()) {
        auto files = Json::array(), sentences = Json::array();
        for (const auto& file : written) files.push(file.string());
        for (const auto& fault : faults)
            if (fault) sentences.push(fault->message());
        console.put_json(stamped("evidence-report", {{"deposit", crypto::render_deposit_id(id)},
                                                     {"files", std::move(files)},
                                                     {"checked", is_checked},
                                                     {"faults", std::move(sentences)}}));
        return;
    }
    KeyValues out;
    out.add("deposit", crypto::render_deposit_id(id));
    for (const auto& file : written)
        out.add("evidence", is_checked ? Mark::Good : Mark::Unknown,
                file.string() + (is_checked ? ", checked under your policy" : "; " + std::string(kNothingChecked)));
    console.put(out.render(console.style()));
}

Result<int> fetch_receipt(const Options& options, Connection& connection, const crypto::DepositId& id,
                          Console& console) {
    TRY(check_receipt_place(options.out, id));
    auto receipt = TRY(connection.custodian().receipt(id));
    if (const auto& [policy, agreement] = connection.asking(); policy) {
        receipt = TRY(receipt_for(receipt, *policy, agreement));
        TRY(check_receipt(receipt, id, *policy, SystemClock().now()));
    }
    TRY(keep_receipt(receipt, options.out));
    put(console, id, {options.out}, options.policy.has_value(), {});
    return kExitYes;
}

Result<int> fetch_verdicts(const Options& options, Connection& connection, const crypto::DepositId& id,
                           Console& console) {
    if (connection.is_local())
        return fail(ErrorKind::Usage,
                    "--verdict with --data: a custodian opens no closed part; the vendor or a room asks, with --at");
    const auto asker = TRY(storage::KeyFolder::open(*options.key));
    const auto made =
        TRY(evidence_of_verdicts(id, asker, connection.custodian(), connection.asking(), SystemClock().now()));
    const auto places = TRY(evidence_places(made.evidence, options.out, "--out"));
    const auto may_be = options.policy ? EvidencePlace::SameClaim : EvidencePlace::Empty;
    for (std::size_t i = 0; i < places.size(); ++i)
        TRY(check_evidence_place(places[i], made.evidence[i].claim(), may_be));
    std::vector<std::filesystem::path> written;
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (made.faults[i]) continue;
        TRY_WITHIN("evidence", write_durably(places[i], bytes_of(made.evidence[i].render())));
        written.push_back(places[i]);
    }
    for (const auto& error : made.left_out) console.warn(error.message());
    // Where none holds, the first says why.
    if (written.empty()) return fail(Error(*made.faults.front()));
    put(console, id, written, options.policy.has_value(), made.faults);
    for (const auto& fault : made.faults)
        if (fault && !console.is_json()) console.error(*fault);
    return written.size() < places.size() ? kExitPartial : kExitYes;
}

}  // namespace

Command evidence_command() {
    auto options = std::make_shared<Options>();
    Command command(kEvidencePage);
    command.positional("DEPOSIT", options->deposit, "its id, or an unambiguous beginning of it");
    options->add(command);
    command
        .option("-o, --out FILE", options->out, "the evidence file to write; with --verdict, or a folder for several")
        .require();
    command.flag("--verdict", options->of_verdicts, "evidence of the verdicts on it, in place of the receipt");
    command.handler([options](Invocation& call) -> Result<int> {
        std::error_code ignored;
        if (!options->of_verdicts || !std::filesystem::is_directory(options->out, ignored))
            TRY(check_can_write(options->out, "evidence"));
        if (!options->policy && std::filesystem::is_regular_file(options->out, ignored))
            return fail(Error(ErrorKind::Conflict, "evidence " + quote(options->out.string()) +
                                                       ": exists already, and what is not checked replaces nothing")
                            .with_hint("--policy FILE has it checked; or name another file with --out"));
        const auto connection = TRY(Connection::open(*options, Connection::Asker::Party, call));
        const auto id = TRY(connection->deposit(options->deposit));
        return options->of_verdicts ? fetch_verdicts(*options, *connection, id, call.console)
                                    : fetch_receipt(*options, *connection, id, call.console);
    });
    return command;
}

}  // namespace assay::escrow
