// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "crypto/evidence/check.hpp"
#include "tests/support/world.hpp"

#include <algorithm>

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

namespace {

/// A source that was opened to somebody, beside a verdict about it.
class OpenedWorld : public World {
public:
    OpenedWorld() {
        opens = true;
        build_chain();
    }
    CheckReport check(const Evidence& evidence) const {
        return need(check_evidence(evidence, {policy(), at(1000), deployed()}));
    }
};

std::string remark_of(const CheckReport& report) {
    for (const auto& link : report.links)
        if (link.name == "access" && link.state == LinkState::Remark) return link.detail;
    return {};
}

}  // namespace

TEST_CASE("evidence that holds an access of the claim's deposit is sound, and remarks it", "[crypto][evidence]") {
    OpenedWorld w;
    const auto report = w.check(w.evidence());
    CHECK(report.sound());
    CHECK(remark_of(report).starts_with("the room says that it opened this source to somebody once, by " +
                                        w.at(8).render()));
    // The claim is the last of what the facts name, whatever was logged after it.
    CHECK(report.facts.statements.back().kind == StatementKind::Verdict);
    w.opens = false;
    w.build_chain();
    CHECK(remark_of(w.check(w.evidence())).empty());
}

TEST_CASE("an access that no log proves cannot be checked", "[crypto][evidence]") {
    OpenedWorld w;
    w.logged.pop_back();
    const auto report = w.check(w.evidence());
    CHECK(report.worst() == LinkState::CannotBeChecked);
    CHECK(report.first(LinkState::CannotBeChecked)->name == "log: access");
}

TEST_CASE("an access that rests on another acceptance than the claim's belongs to other evidence",
          "[crypto][evidence]") {
    OpenedWorld w;
    auto evidence = w.evidence();
    // Of the same room about the same deposit, accepted once more.
    auto other = w;
    other.build_from(StatementKind::Acceptance);
    need(evidence.add(other.access));
    const auto report = w.check(evidence);
    CHECK(report.worst() == LinkState::Fails);
    CHECK(std::ranges::any_of(report.links, [](const auto& link) {
        return link.state == LinkState::Fails && link.detail.contains("is not reached by the claim");
    }));
    CHECK(std::ranges::any_of(report.links, [](const auto& link) {
        return link.detail.starts_with("the acceptance it rests on: it is not in the evidence");
    }));
}
