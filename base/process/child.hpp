// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"

#include <map>

#include <sys/types.h>

namespace assay::process {

/// In place of a descriptor: /dev/null.
inline constexpr int kNothing = -1;

/// What is started, and what it gets.
struct ChildSpec {
    std::string program;                   ///< a path, or a name that is searched in our PATH
    std::vector<std::string> arguments;    ///< the first is the name the program sees for itself
    std::vector<std::string> environment;  ///< `NAME=value` each; nothing of ours is added
    /// The child's number, and ours that it gets, or kNothing. Standard input, output and error are inherited where
    /// they are not named here; all other descriptors of ours are closed in the child.
    std::map<int, int> descriptors = {};

    /// What becomes of a child that still runs when its object goes.
    enum class AtEnd {
        Wait,  ///< it is waited for: something else makes it end
        Stop,  ///< as stop()
    };
    AtEnd at_end = AtEnd::Stop;
};

/// A child process. It never outlives the object, and is reaped once. No signal is blocked in it,
/// and SIGPIPE, which our programs ignore, ends it.
class Child {
public:
    /// Errors: NotFound, Refused where there is no such program or it may not be run; Io.
    static Result<Child> start(const ChildSpec& spec);

    Child(Child&& other) noexcept;
    Child& operator=(Child&&) = delete;
    ~Child();

    /// Waits for its end. Gives the exit code, or 128 + the signal's number. Errors: Io.
    Result<int> wait();
    /// Ends it: SIGTERM, and SIGKILL after two seconds. Waits.
    void stop();

private:
    Child(pid_t id, ChildSpec::AtEnd at_end) : id_(id), at_end_(at_end) {}

    pid_t id_;  ///< 0 once reaped
    ChildSpec::AtEnd at_end_;
};

/// Our environment, with some variables set anew.
std::vector<std::string> our_environment_with(const std::vector<std::pair<std::string, std::string>>& variables);

}  // namespace assay::process
