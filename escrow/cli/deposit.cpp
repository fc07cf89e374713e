// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/deposit.hpp"

#include "base/core/text.hpp"
#include "base/terminal/report.hpp"
#include "escrow/cli/commands.hpp"
#include "escrow/cli/connection.hpp"
#include "escrow/cli/deposit.md.hpp"
#include "escrow/cli/destination.hpp"

namespace assay::escrow {

namespace {

struct Options {
    DepositRequest request;
    std::string at;
    std::vector<std::string> allow;
    std::optional<std::filesystem::path> receipt;
    bool as_named = false;
};

std::string_view name_of(DepositAnswer::Outcome outcome) {
    switch (outcome) {
        case DepositAnswer::Outcome::Held: return "held";
        case DepositAnswer::Outcome::AlreadyHeld: return "already-held";
        case DepositAnswer::Outcome::Transferred: return "transferred";
    }
    return {};
}

std::string headline(const DepositAnswer& answer) {
    switch (answer.outcome) {
        case DepositAnswer::Outcome::Held: return "held: the custodian has every byte and has said so in its log";
        case DepositAnswer::Outcome::AlreadyHeld:
            return "held already: the same inputs were deposited before; nothing new was sent";
        case DepositAnswer::Outcome::Transferred:
            return "sealed and signed in the transfer folder; its receipt comes from escrow import";
    }
    return {};
}

void put(Console& console, const DepositAnswer& answer) {
    if (console.is_json()) {
        auto notes = Json::array();
        for (const auto& note : answer.notes) notes.push(note);
        console.put_json(stamped("deposited", {{"deposit", crypto::render_deposit_id(answer.id)},
                                               {"outcome", name_of(answer.outcome)},
                                               {"product", answer.product},
                                               {"version", answer.version},
                                               {"snapshot", with_counts(answer.snapshot.render())},
                                               {"pieces", count_json(answer.pieces)},
                                               {"sealed_bytes", count_json(answer.sealed_bytes)},
                                               {"allowed_secrets", storage::render_allowances(answer.allowed)},
                                               {"missing", with_counts(answer.missing.render())},
                                               {"notes", std::move(notes)}}));
        return;
    }
    console.put(mark_line(Mark::Good, headline(answer), console.style()));
    KeyValues out;
    out.add("deposit", crypto::render_deposit_id(answer.id)).add("product", answer.product + " " + answer.version);
    out.add("source", answer.snapshot.swhid().render() + ", " + count_of(answer.snapshot.files, "file") + ", " +
                          human_bytes(answer.snapshot.bytes));
    if (answer.pieces > 0)
        out.add("sealed", count_of(answer.pieces, "piece") + ", " + human_bytes(answer.sealed_bytes));
    if (!answer.missing.parts.empty())
        out.add("missing", Mark::Caution, count_of(answer.missing.parts.size(), "part") + " of the release: see above");
    for (const auto& secret : answer.allowed)
        out.add("allowed secret", Mark::Caution, secret.path.text() + ": " + secret.reason);
    console.put(out.render(console.style()));
}

}  // namespace

Command deposit_command() {
    auto options = std::make_shared<Options>();
    auto& request = options->request;
    Command command(kDepositPage);
    command.positional("SOURCE", request.source, "a .dsc, an archive, a folder, a repository or REPOSITORY#REVISION");
    command.option("--recipe FILE", request.recipe, "how to build it; without one no verdict can be asked");
    command.option("--artifact FILE", request.artifacts, "what you built yourself, kept beside");
    command.option("--agreement FILE", request.agreement, "with whom: signed by all parties").require().or_setting();
    command.option("--policy FILE", request.policy, "whom you trust").require().or_setting();
    command.option("--key DIR", request.key, "your key folder").require().or_setting();
    command.option("--at PLACE", options->at, "the custodian's URL, or a folder to carry there").require().or_setting();
    command.option("--receipt FILE", options->receipt, "where the receipt goes; needed with a URL");
    command.option("--allow-secret PATH=REASON", options->allow, "a private key or password that is allowed");
    command.option("--product NAME", request.product, "what it is called, where no recipe says it");
    command.option("--version-name VERSION", request.version, "its version, where no recipe says it");
    command.flag("--as-named", options->as_named, "keep the recipe's name where the source hints at another product");
    command.flag("--again", request.again, "deposit once more what is held already");
    command.flag("--any-work-tree", request.any_work_tree, "take a commit whatever lies uncommitted beside it");
    command.handler([options](Invocation& call) -> Result<int> {
        for (const auto& text : options->allow)
            options->request.allowed.push_back(TRY(storage::parse_allowed_path(text)));
        options->request.as_named = options->as_named ? AsNamed::Yes : AsNamed::No;
        if (is_address(options->at) && !options->receipt)
            return fail(ErrorKind::Usage, "a custodian gives a receipt: say where it goes with --receipt FILE");
        if (options->receipt) options->request.receipt = *options->receipt;
        const auto destination =
            TRY(open_destination(options->at, options->request.agreement, options->request.key, call.interrupt));
        SystemRandom random;
        const auto answer = TRY(
            deposit(options->request, *destination, SystemClock(), random, call.console.progress(), call.interrupt));
        for (const auto& note : answer.notes) call.console.warn(note);
        for (const auto& sentence : answer.missing.sentences()) call.console.warn(sentence);
        put(call.console, answer);
        return 0;
    });
    return command;
}

}  // namespace assay::escrow
