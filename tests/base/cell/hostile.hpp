// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/run.hpp"
#include "tests/support/support.hpp"

#include <unistd.h>

namespace assay::test {

/// A cell that runs one program of tests/cells.
inline cell::CellSpec hostile(const std::string& name, std::vector<std::string> arguments = {}) {
    cell::CellSpec spec;
    spec.binds.push_back(need(cell::bind_of(ASSAY_CELLS, "/cells")));
    spec.command = {"/cells/" + name};
    spec.command.insert(spec.command.end(), arguments.begin(), arguments.end());
    spec.environment = {{"GIVEN", "1"}};
    return spec;
}

/// Runs it, and fails the test with what it printed when it got through.
inline cell::Outcome holds(cell::CellSpec spec) {
    auto outcome = need(cell::run(std::move(spec)));
    INFO(outcome.describe() << ": " << text_of(outcome.out.bytes) << text_of(outcome.err.bytes));
    CHECK(outcome.code == 0);
    return outcome;
}

/// A range of users, or a skipped test where this user has none.
inline std::shared_ptr<const cell::HostIds> a_range() {
    auto ids = cell::HostIds::range();
    if (!ids) SKIP(ids.error().message());
    return std::make_shared<cell::HostIds>(std::move(*ids));
}

inline std::shared_ptr<const cell::HostIds> one_user() {
    return std::make_shared<cell::HostIds>(need(cell::HostIds::one()));
}

inline bool is_root() { return ::geteuid() == 0; }

}  // namespace assay::test
