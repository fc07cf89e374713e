// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/check.hpp"

namespace assay::crypto {

/// Collects links while the steps of a check go on.
class Findings {
public:
    explicit Findings(std::vector<CheckedLink>& links) : links_(links) {}

    void add(std::string name, LinkState state, std::string detail) {
        links_.push_back({std::move(name), state, std::move(detail)});
    }
    void holds(std::string name, std::string detail) { add(std::move(name), LinkState::Holds, std::move(detail)); }
    void fails(std::string name, std::string detail) { add(std::move(name), LinkState::Fails, std::move(detail)); }
    void missing(std::string name, std::string detail) {
        add(std::move(name), LinkState::CannotBeChecked, std::move(detail));
    }
    void unmet(std::string name, std::string detail) {
        add(std::move(name), LinkState::PolicyUnmet, std::move(detail));
    }
    void remark(std::string name, std::string detail) { add(std::move(name), LinkState::Remark, std::move(detail)); }
    /// As state_of says.
    void error(std::string name, const Error& error);
    /// `Holds` with `good`, or the error.
    void status(std::string name, const Status& status, std::string good);
    /// How many links there are that do not hold.
    std::size_t faults() const;

private:
    std::vector<CheckedLink>& links_;
};

}  // namespace assay::crypto
