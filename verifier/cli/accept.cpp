// SPDX-License-Identifier: Apache-2.0
#include "verifier/accept/accept.hpp"

#include "base/core/text.hpp"
#include "base/terminal/report.hpp"
#include "storage/intake/missing_parts.hpp"
#include "verifier/cli/accept.md.hpp"
#include "verifier/cli/commands.hpp"
#include "verifier/cli/session.hpp"

namespace assay::verifier {

Command accept_command() {
    struct Options {
        RoomOptions room;
        std::string deposit;
    };
    auto options = std::make_shared<Options>();
    Command command(kAcceptPage);
    command.positional("DEPOSIT", options->deposit, "a deposit in this room");
    options->room.add_key(command);
    command.handler([options](Invocation& call) -> Result<int> {
        const auto session = TRY(Session::open(options->room, call));
        const auto deposit = TRY(session->deposit(options->deposit));
        const auto accepted = TRY(accept(session->context(), deposit));
        if (const auto* refused = std::get_if<Refused>(&accepted)) return put_refusal(call.console, deposit, *refused);
        const auto& opened = std::get<OpenedDeposit>(accepted);
        const auto missing = TRY(storage::find_missing_parts(opened.tree, call.interrupt));
        for (const auto& sentence : missing.sentences()) call.console.warn(sentence);
        const auto levels = TRY(opened.accepted.closed.value("levels"));
        if (call.console.is_json()) {
            call.console.put_json(stamped("acceptance", {{"deposit", crypto::render_deposit_id(deposit.id)},
                                                         {"accepted", true},
                                                         {"reasons", Json::array()},
                                                         {"levels", levels},
                                                         {"snapshot", with_counts(opened.snapshot.render())},
                                                         {"missing", with_counts(missing.render())}}));
            return 0;
        }
        call.console.put(
            mark_line(Mark::Good, "accepted: what unpacks here is what the vendor signed", call.console.style()));
        KeyValues out;
        out.add("deposit", crypto::render_deposit_id(deposit.id)).add("product", opened.product + " " + opened.version);
        out.add("source", opened.snapshot.swhid().render() + ", " + count_of(opened.snapshot.files, "file") + ", " +
                              human_bytes(opened.snapshot.bytes));
        if (opened.recipe)
            out.add("environment", opened.lock->debian() != nullptr
                                       ? opened.lock->debian()->suite + ", " +
                                             count_of(opened.lock->debian()->packages.size(), "package")
                                       : "this machine's own /usr");
        else
            out.add("class", "source-only: no verdict can be asked of it");
        call.console.put(out.render(call.console.style()));
        return 0;
    });
    return command;
}

}  // namespace assay::verifier
