// SPDX-License-Identifier: Apache-2.0
#include "escrow/pilot/pilot.hpp"

#include "base/core/text.hpp"
#include "base/terminal/report.hpp"
#include "escrow/cli/commands.hpp"
#include "escrow/cli/pilot.md.hpp"
#include "escrow/pilot/carrier.hpp"

namespace assay::escrow {

namespace {

struct Options {
    std::filesystem::path folder;
    bool stop = false, carry = false;
};

constexpr std::string_view kNext = R"(
Next, in that folder, with a product of your own:
  escrow recipe init SOURCE --artifact FILE --out recipe.toml
  escrow recipe lock recipe.toml
  escrow recipe try recipe.toml SOURCE --deployed FILE
  escrow deposit SOURCE --recipe recipe.toml --receipt receipt.evidence
  verifier verify DEPOSIT --deployed FILE
  auditor check evidence/NAME.evidence --policy policy.toml --deployed FILE
)";

enum class Stage { Running, Stopped };

/// `address` is the custodian's, while it runs.
void put(Console& console, Stage stage, const std::string& address) {
    const auto folder = std::filesystem::current_path().string();
    if (console.is_json()) {
        const bool is_running = stage == Stage::Running;
        console.put_json(stamped("pilot", {{"folder", folder},
                                           {"stage", is_running ? "running" : "stopped"},
                                           {"address", is_running ? Json(address) : Json()}}));
        return;
    }
    if (stage == Stage::Stopped) {
        console.put(mark_line(Mark::Good, "stopped; everything in " + folder + " stays as it is", console.style()));
        return;
    }
    console.put(mark_line(Mark::Good, "running: witness, custodian and carrier", console.style()));
    KeyValues out;
    out.add("custodian", address).add("folder", folder);
    out.add("settings", "assay.toml: commands in this folder need no --at, --key, --policy, --agreement, --data");
    out.add("stop", "escrow pilot " + shown({folder}) + " --stop");
    console.put(out.render(console.style()));
    console.say(kNext);
}

Result<int> pilot(const Options& options, Invocation& call) {
    if (options.stop && options.carry) return fail(ErrorKind::Usage, "--stop and --carry exclude each other");
    std::error_code failed;
    if (!options.stop) {
        std::filesystem::create_directories(options.folder, failed);
        if (failed) return fail(io_error("making " + quote(options.folder.string()), failed.value()));
    }
    // The steps are shown as they are typed in that folder.
    std::filesystem::current_path(options.folder, failed);
    if (failed) return fail(io_error("entering " + quote(options.folder.string()), failed.value()));
    const auto programs =
        TRY(Programs::beside_this([&](const std::string& line) { call.console.say(line); }, call.interrupt));
    if (options.stop) {
        TRY(stop_pilot(programs));
        put(call.console, Stage::Stopped, "");
        return 0;
    }
    if (options.carry) {
        TRY(carry(programs, TRY(custodian_address())));
        return 0;
    }
    call.console.say("$ cd " + shown({std::filesystem::current_path().string()}));
    auto at = begin_pilot(programs);
    if (!at) return fail(std::move(at).error().with_hint("run it again: what is made is kept"));
    put(call.console, Stage::Running, *at);
    return 0;
}

}  // namespace

Command pilot_command() {
    auto options = std::make_shared<Options>();
    Command command(kPilotPage);
    command.positional("DIR", options->folder, "the folder of the trial; made where missing");
    command.flag("--stop", options->stop, "end the servers; the folder stays as it is");
    command.flag("--carry", options->carry, "be the carrier, in the foreground; a pilot starts one itself");
    command.handler([options](Invocation& call) { return pilot(*options, call); });
    return command;
}

}  // namespace assay::escrow
