// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/terminal/report.hpp"
#include "escrow/action/receipt.hpp"

/// How commands tell what became of a deposit: what a checked receipt proves, apart from what the custodian only says.
namespace assay::escrow {

/// What is said where nothing was.
inline constexpr std::string_view kNothingChecked = "nothing was checked: no policy was given";

/// One line with its mark. Says `held` only where the receipt holds under the asker's policy.
struct StateLine {
    Mark mark;
    std::string text;
};
StateLine state_line(const DepositSummary& summary, const CheckedReceipt& receipt);

/// A verdict's word with its mark: `✓ identical`.
std::string marked_word(crypto::VerdictKind verdict);

/// The same as state_line in a table's cell, each verdict with its mark.
std::string state_word(const DepositSummary& summary, const CheckedReceipt& receipt);

/// The member `custodian_says`; of a whole state with `events` and `flags` too. Page: reports.md.
Json said_json(const DepositSummary& summary);
Json said_json(const DepositState& state);

/// The members `checked`, `held` and `fault`: held is true or false where it was checked, else null.
Json::Object receipt_fields(const CheckedReceipt& receipt);

/// 0, or the status of what is wrong with a receipt.
int exit_status_of(const CheckedReceipt& receipt);

}  // namespace assay::escrow
