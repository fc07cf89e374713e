// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace assay::escrow {

/// What is handed to `verifier preflight`, option by option.
struct RecipeTrial {
    std::filesystem::path recipe;
    std::string source;
    std::vector<std::filesystem::path> deployed = {};
    std::optional<std::string> artifact = {};
    std::optional<std::filesystem::path> roots = {}, keyring = {}, keep = {};
    bool any_work_tree = false;
    bool json = false;

    /// The command line, the program's name first.
    std::vector<std::string> command() const;
};

/// Runs the trial by the `verifier` beside this program, else the one in PATH, with our own streams, and gives the exit
/// status it ends with. The room's code runs in the room's program: this one never links it. When an end is asked for,
/// the program has a moment to end by itself, as a terminal asks it too, and is stopped then. Errors: NotFound where
/// there is no such program, with the next step; Io.
Result<int> try_recipe(const RecipeTrial& trial, const Interrupt& interrupt);

}  // namespace assay::escrow
