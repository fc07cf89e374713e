// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/command/command.hpp"

#include <memory>
#include <string>
#include <vector>

namespace assay::test {

/// The options that the sample's commands were given.
struct SampleOptions {
    std::filesystem::path source;
    std::filesystem::path recipe;
    std::vector<std::filesystem::path> artifacts;
    std::optional<std::string> at, folder;
    std::uint64_t jobs = 1;
    std::chrono::seconds wait{0};
    std::optional<Time> as_of;
    std::string level = "all";
    bool dry_run = false;
    std::string name;
    std::vector<std::string> rest;
};

/// A small program of our kind: `escrow` with `deposit`, `key new`, `key show`, `config`, `completion`, `manual`.
Command sample_program(const std::shared_ptr<SampleOptions>& options, Command::Handler on_deposit = {});

/// Everything a run gave.
struct Ran {
    int status = -1;
    std::string out, talk;
};
Ran run_sample(const std::vector<std::string>& arguments, const std::shared_ptr<SampleOptions>& options = {},
               Command::Handler on_deposit = {}, bool is_tty = false);

/// The same where something is set.
Ran run_sample_at(const Settings::Places& places, const std::vector<std::string>& arguments,
                  const std::shared_ptr<SampleOptions>& options);

/// Compares with golden/NAME beside the tests; ASSAY_ACCEPT=1 records it anew.
void check_golden(const std::string& name, const std::string& text);

}  // namespace assay::test
