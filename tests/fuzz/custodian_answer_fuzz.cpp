// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/deposit_state.hpp"
#include "escrow/custody/deposit_statements.hpp"
#include "escrow/custody/submission_answer.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

namespace {

/// A custodian is a stranger to its client: what it answers, as each of the records that it may be.
template <typename Answer>
void read_as(std::string_view text) {
    settle([](std::string_view each) -> Result<Answer> { return Answer::parse(TRY(Json::parse(each, {}))); },
           [](const Answer& answer) { return answer.render().render(); }, text);
}

}  // namespace

void run(ByteView input) {
    const auto text = text_of(input);
    read_as<escrow::DepositStatements>(text);
    read_as<escrow::SubmissionAnswer>(text);
    read_as<escrow::DepositState>(text);
    read_as<escrow::DepositSummary>(text);
}

}  // namespace assay::fuzz
