// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/terminal/report.hpp"
#include "escrow/action/opened_statements.hpp"

namespace assay::escrow {

/// What was opened of the statements about a deposit, as a page of text: its product, why a room refused it, how its
/// builds ended with the last kLogLinesShown lines of each log that failed, what was compared. Escaped.
inline constexpr std::size_t kLogLinesShown = 20;
std::string render_closed(const OpenedStatements& opened, const crypto::StatementId& deposit, const Style& style);

/// The member `closed`: {statement, kind, fields} of each statement that was opened, every field as it was signed but
/// for counts, which are numbers. Page: reports.md.
Json closed_json(const OpenedStatements& opened, const crypto::StatementId& deposit);

}  // namespace assay::escrow
