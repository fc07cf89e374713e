// SPDX-License-Identifier: Apache-2.0
#include "base/cell/host_limits.hpp"

#include "base/cell/run.hpp"
#include "tests/base/files/child.hpp"
#include "tests/support/support.hpp"

#include <csignal>

#include <sys/resource.h>

using namespace assay;
using namespace assay::cell;
using test::need;

namespace {

/// What a cell comes to in a process of its own, with a limit of the host's.
std::string said_with(int resource, rlim_t most, const std::string& script = "exit 0", const Limits& limits = {}) {
    return test::in_child([&] {
        const rlimit limit{most, most};
        ::setrlimit(static_cast<__rlimit_resource_t>(resource), &limit);
        std::signal(SIGXFSZ, SIG_IGN);
        CellSpec spec;
        spec.command = {"/usr/bin/sh", "-c", script};
        spec.limits = limits;
        const auto outcome = run(std::move(spec));
        if (outcome) return outcome->describe();
        auto text = std::string(name_of(outcome.error().kind())) + ": " + outcome.error().message();
        for (const auto& hint : outcome.error().hints()) text += " | " + hint;
        return text;
    });
}

}  // namespace

TEST_CASE("a host with few descriptors is named, with what to do", "[base][cell][host]") {
    for (const rlim_t most : {64U, 200U, 400U, 511U}) {
        const auto said = said_with(RLIMIT_NOFILE, most);
        CHECK(said == "sandbox: building a cell: this process may have " + std::to_string(most) +
                          " files open (ulimit -n), and 512 are needed | ulimit -n 1024, in a new shell where this one "
                          "is not allowed to");
    }
    CHECK(said_with(RLIMIT_NOFILE, 512) == "ended with exit code 0");
}

TEST_CASE("a host with short files is named, and a cell is not blamed for them", "[base][cell][host]") {
    const auto said = said_with(RLIMIT_FSIZE, rlim_t{100} << 10);
    INFO(said);
    CHECK(said.starts_with("sandbox: building a cell: this process may write files of at most "));
    CHECK(said.contains(" (ulimit -f), and the cell needs "));
    CHECK(said.contains(" | ulimit -f unlimited"));
    // Enough to be built, and not for what the cell may write.
    const Limits many{.file_bytes = std::uint64_t{8} << 30};
    const std::string die = "kill -XFSZ $$";
    CHECK(said_with(RLIMIT_FSIZE, std::uint64_t{2} << 30, die, many)
              .starts_with("sandbox: building a cell: this process"));
    CHECK(said_with(RLIMIT_FSIZE, RLIM_INFINITY, die, many).starts_with("died of signal 25"));
}

TEST_CASE("each switch that forbids user namespaces has its next step", "[base][cell][host]") {
    CHECK(namespace_hint({.apparmor_restricts = 1, .unprivileged_clone = 0, .most = 0})
              .starts_with("AppArmor lets unprivileged users do nothing in a user namespace here: as root, sysctl -w "
                           "kernel.apparmor_restrict_unprivileged_userns=0"));
    CHECK(namespace_hint({.apparmor_restricts = 0, .unprivileged_clone = 0, .most = 9})
              .ends_with("sysctl -w kernel.unprivileged_userns_clone=1"));
    CHECK(namespace_hint({.apparmor_restricts = {}, .unprivileged_clone = 1, .most = 0})
              .ends_with("sysctl -w user.max_user_namespaces=10000"));
    CHECK(namespace_hint({.apparmor_restricts = {}, .unprivileged_clone = {}, .most = {}})
              .starts_with("user namespaces are needed"));
}
