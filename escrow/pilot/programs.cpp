// SPDX-License-Identifier: Apache-2.0
#include "escrow/pilot/programs.hpp"

#include "base/core/shell.hpp"
#include "base/core/text.hpp"
#include "base/process/child.hpp"
#include "base/process/own_program.hpp"

#include <algorithm>

namespace assay::escrow {

namespace {

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_./:=@%+,").find(c) != std::string_view::npos;
}

std::string shown(const std::string& word) {
    return !word.empty() && std::ranges::all_of(word, is_plain) ? word : shell_quoted(word);
}

}  // namespace

std::string shown(const Words& words) {
    std::vector<std::string> out;
    for (const auto& word : words) out.push_back(shown(word));
    return join(out, " ");
}

Result<Programs> Programs::beside_this(Tell tell, const Interrupt& interrupt) {
    const auto own = process::own_program();
    const auto folder = own.parent_path();
    for (const auto* name : {"escrow", "verifier", "witness"})
        if (!process::program_beside(own, name))
            return fail(Error(ErrorKind::NotFound, "looking for the program " + quote(name) +
                                                       " beside this one: it is not in " + quote(folder.string()))
                            .with_hint("install escrow, verifier and witness in one folder"));
    return Programs(folder, std::move(tell), interrupt);
}

Words Programs::with_path(Words words) const {
    words[0] = (folder_ / words[0]).string();
    return words;
}

Result<process::RunOutcome> Programs::ask(const Words& words) const {
    return process::run({.command = with_path(words), .environment = process::our_environment_with({})}, *interrupt_);
}

Result<std::string> Programs::run(const Words& words) const {
    tell_("$ " + shown(words));
    auto outcome = TRY(ask(words));
    if (outcome.status == 0) return std::move(outcome.out);
    return fail(ErrorKind::Unavailable, "running " + quote(shown(words)) + ": it ends with " +
                                            std::to_string(outcome.status) + ": " + outcome.last_words());
}

}  // namespace assay::escrow
