// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/process/run.hpp"

#include <filesystem>
#include <functional>

namespace assay::escrow {

/// A command line: the name of one of our programs, then its arguments.
using Words = std::vector<std::string>;

/// As a person types it: what a shell would split or expand is in single quotes.
std::string shown(const Words& words);

/// Our programs, run in the current folder as a person would run them.
class Programs {
public:
    using Tell = std::function<void(const std::string& line)>;

    /// Those that lie beside this one. Errors: NotFound for one that is not there.
    static Result<Programs> beside_this(Tell tell, const Interrupt& interrupt);

    /// Shows the command line and runs it. Gives what it printed on standard output.
    /// Errors: Unavailable with its status and its last words; Interrupted.
    Result<std::string> run(const Words& words) const;
    /// Runs it without showing it, and leaves its status to the caller. Errors: Interrupted, Io.
    Result<process::RunOutcome> ask(const Words& words) const;
    /// The same words with the program's path in place of its name.
    Words with_path(Words words) const;
    void tell(const std::string& line) const { tell_(line); }
    const Interrupt& interrupt() const { return *interrupt_; }

private:
    Programs(std::filesystem::path folder, Tell tell, const Interrupt& interrupt)
        : folder_(std::move(folder)), tell_(std::move(tell)), interrupt_(&interrupt) {}

    std::filesystem::path folder_;
    Tell tell_;
    const Interrupt* interrupt_;
};

}  // namespace assay::escrow
