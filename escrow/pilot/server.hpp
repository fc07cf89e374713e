// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "escrow/pilot/programs.hpp"

#include <optional>

namespace assay::escrow {

/// A program of a pilot that runs in the background, in a session of its own, until it is stopped.
///
/// - `name` is the stem of its files in the current folder: NAME.pid, NAME.log and, where it listens, NAME.listen and
///   NAME.address.
/// - It is running when the process in NAME.pid lives and works in the current folder.
class Server {
public:
    enum class Listens { Yes, No };

    Server(std::string name, Words words, Listens listens)
        : name_(std::move(name)), words_(std::move(words)), listens_(listens) {}

    /// The address it listens at, `127.0.0.1:PORT`: the one it had, else one with a port that is free now. It is kept,
    /// because policy and settings hold it. Errors: Io.
    Result<std::string> listen_address() const;
    bool is_running() const;
    /// Starts it where it does not run, and waits until it answers. Errors: Unavailable with its last words.
    Status start(const Programs& programs) const;
    /// Ends it, and waits until it has ended; nothing where it does not run. Errors: Unavailable.
    Status stop(const Programs& programs) const;

private:
    std::optional<int> process() const;
    std::string file(std::string_view what) const { return name_ + "." + std::string(what); }

    std::string name_;
    Words words_;
    Listens listens_;
};

}  // namespace assay::escrow
