// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/report.hpp"
#include "escrow/action/keys.hpp"
#include "escrow/action/policy.hpp"
#include "escrow/cli/check.md.hpp"
#include "escrow/cli/commands.hpp"
#include "escrow/cli/connection.hpp"
#include "escrow/custody/custody_check.hpp"

namespace assay::escrow {

namespace {

struct Options {
    std::filesystem::path data, policy, custodian;
    bool read_data = false;
};

/// Of the log first, then of the tables.
std::vector<std::string> findings_of(const CustodyReport& report) {
    std::vector<std::string> out;
    for (const auto& finding : report.log.findings) out.push_back("log: " + finding.file + ": " + finding.what);
    out.insert(out.end(), report.findings.begin(), report.findings.end());
    return out;
}

void put_report(Console& console, const CustodyReport& report, bool read_data) {
    const auto findings = findings_of(report);
    const auto entries = report.log.head ? report.log.head->size.value() : 0;
    if (console.is_json()) {
        auto items = Json::array();
        for (const auto& finding : findings) items.push(finding);
        console.put_json(stamped("custody-check", {{"sound", report.is_sound()},
                                                   {"entries", count_json(entries)},
                                                   {"statements", count_json(report.statements)},
                                                   {"pending", count_json(report.pending)},
                                                   {"agreements", count_json(report.agreements)},
                                                   {"deposits", count_json(report.deposits)},
                                                   {"pieces", count_json(report.pieces)},
                                                   {"bytes", count_json(report.bytes)},
                                                   {"read_data", read_data},
                                                   {"findings", std::move(items)}}));
        return;
    }
    const auto& style = console.style();
    for (const auto& finding : findings) console.put(mark_line(Mark::Bad, finding, style));
    if (report.is_sound()) console.put(mark_line(Mark::Good, "everything is as it should be", style));
    KeyValues out;
    out.add("log", count_of(entries, "entry", "entries") + ", " + count_of(report.log.files, "file"));
    out.add("statements", std::to_string(report.statements));
    if (report.pending > 0)
        out.add("pending", Mark::Note,
                count_of(report.pending, "statement") + " not in the log yet: the next start sees to it");
    out.add("agreements", std::to_string(report.agreements)).add("deposits", std::to_string(report.deposits));
    out.add("pieces", std::to_string(report.pieces) + ", " + human_bytes(report.bytes) +
                          (read_data ? ", read back and hashed" : ", present; --read-data reads them back"));
    console.put(out.render(style));
}

}  // namespace

Command check_command() {
    auto options = std::make_shared<Options>();
    Command command(kCheckPage);
    command.option("--data DIR", options->data, "the custodian's data, while it is not served").require().or_setting();
    command.option("--custodian IDENTITY", options->custodian, "whose data it is: an identity file or a key folder")
        .require();
    command.option("--policy FILE", options->policy, "whose witnesses may have cosigned").require().or_setting();
    command.flag("--read-data", options->read_data, "read every piece back and hash it");
    command.handler([options](Invocation& call) -> Result<int> {
        const auto policy = TRY(read_policy(options->policy));
        const auto custodian = TRY(read_identity(options->custodian));
        const CustodyCheck request{.data = options->data,
                                   .custodian = custodian.identity(),
                                   .policy = policy,
                                   .read_data = options->read_data ? ReadData::Yes : ReadData::No};
        const auto report = TRY(check_custody(request, call.console.progress(), call.interrupt));
        put_report(call.console, report, options->read_data);
        return report.is_sound() ? kExitYes : kExitStorageDamaged;
    });
    return command;
}

}  // namespace assay::escrow
