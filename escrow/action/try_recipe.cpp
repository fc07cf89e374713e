// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/try_recipe.hpp"

#include "base/core/text.hpp"
#include "base/files/pipe.hpp"
#include "base/process/child.hpp"
#include "base/process/own_program.hpp"

#include <cerrno>

#include <poll.h>

namespace assay::escrow {

namespace {

constexpr auto kProgram = "verifier";
constexpr int kPatienceMilliseconds = 5000;
// The child's number of the pipe's end that goes when it ends.
constexpr int kAlive = 3;

/// Whether the other end of the pipe is gone within that time; negative: however long it takes. False too when an end
/// is asked for.
Result<bool> has_ended(const Descriptor& alive, int interrupt, int milliseconds) {
    pollfd waiting[] = {{alive.number(), POLLIN, 0}, {interrupt, POLLIN, 0}};
    while (::poll(waiting, 2, milliseconds) < 0)
        if (errno != EINTR) return fail(io_error("waiting for verifier", errno));
    return waiting[0].revents != 0;
}

}  // namespace

std::vector<std::string> RecipeTrial::command() const {
    std::vector<std::string> out = {kProgram, "preflight"};
    const auto add = [&out](std::string_view option, const std::string& value) {
        out.push_back(std::string(option) + "=" + value);
    };
    add("--recipe", recipe.string());
    for (const auto& path : deployed) add("--deployed", path.string());
    if (artifact) add("--artifact", *artifact);
    if (roots) add("--roots", roots->string());
    if (keyring) add("--keyring", keyring->string());
    if (keep) add("--keep", keep->string());
    if (any_work_tree) out.emplace_back("--any-work-tree");
    if (json) out.emplace_back("--json");
    out.emplace_back("--");
    out.push_back(source);
    return out;
}

Result<int> try_recipe(const RecipeTrial& trial, const Interrupt& interrupt) {
    const auto own = process::own_program();
    auto alive = TRY(Pipe::make("verifier"));
    auto child = process::Child::start({.program = process::program_beside(own, kProgram).value_or(kProgram).string(),
                                        .arguments = trial.command(),
                                        .environment = process::our_environment_with({}),
                                        .descriptors = {{kAlive, alive.writing.number()}}});
    if (!child && child.error().kind() == ErrorKind::NotFound)
        return fail(Error(ErrorKind::NotFound,
                          "trying the recipe: the program verifier, which builds, is neither beside escrow nor in PATH")
                        .with_hint("install verifier beside " + quote(own.string()))
                        .with_hint("escrow deposit works without it; then the room is the first to build"));
    auto running = TRY(std::move(child));
    TRY(alive.writing.close());
    if (!TRY(has_ended(alive.reading, interrupt.descriptor(), -1)) &&
        !TRY(has_ended(alive.reading, -1, kPatienceMilliseconds))) {
        running.stop();
        TRY(interrupt.check("trying the recipe"));
    }
    return running.wait();
}

}  // namespace assay::escrow
