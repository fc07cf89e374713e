// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "auditor/check.hpp"
#include "base/terminal/report.hpp"

/// What the text and the HTML report say in common.
namespace assay::auditor {

/// How one link looks in a report.
Mark mark_of(crypto::LinkState state);
/// How the whole answer looks at a glance: good only for a sound identical verdict, or a sound receipt.
Mark mark_of(const CheckAnswer& answer);

/// The answer in one sentence.
std::string headline(const CheckAnswer& answer);
/// The same in a word: a verdict, `held`, or what went wrong.
std::string headword(const CheckAnswer& answer);
/// What decides: the first link that does not hold, or that all do.
std::string conclusion(const crypto::CheckReport& report);

/// A grade, and what of the deployed it covers, in one sentence each.
std::string grade_words(const crypto::Grade& grade);
std::string coverage_words(const crypto::Grade& grade);
/// When the claim was made, as far as the log proves it.
std::string time_words(const crypto::ClaimFacts& facts);

}  // namespace assay::auditor
