// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "auditor/check.hpp"
#include "base/terminal/report.hpp"

/// What the text and the HTML report say in common.
namespace assay::auditor {

/// How one link looks in a report.
Mark mark_of(crypto::LinkState state);
/// How the whole answer looks at a glance: what is wrong with the evidence, else the verdict's own mark.
Mark mark_of(const CheckAnswer& answer);

/// The answer in one sentence. It says what the verdict says only where the claim is established.
std::string headline(const CheckAnswer& answer);
/// The same in a word: a verdict, `held`, or what went wrong.
std::string headword(const CheckAnswer& answer);
/// What decides: the first link that does not hold, or that all do.
std::string conclusion(const crypto::CheckReport& report);
/// The warning below the facts where they are not established; empty where they are.
std::string caveat(const crypto::CheckReport& report);
/// What the reader can do about it, where one thing alone stops it: evidence that was not to the log, or opaque inputs
/// that the policy does not list. Else empty.
std::string next_step(const crypto::CheckReport& report);

/// A grade under the reader's policy, and what of the deployed it covers, in one sentence each.
std::string grade_words(const crypto::Grade& grade, const std::string& environment);
std::string coverage_words(const crypto::Grade& grade);
/// A judged file by its name, and by that of the artifact it was compared with where they differ.
std::string names_words(const crypto::Comparison& comparison);
/// A key that vouches for packages, by its fingerprint, and its name where it is one of Debian's.
std::string archive_key_words(const std::string& fingerprint);
/// What an opaque input did to the artifacts, as far as the room could tell: it is the room's word.
std::string reached_words(const crypto::Grade::OpaqueInput& input);
/// When the claim was made, as far as the log proves it.
std::string time_words(const crypto::ClaimFacts& facts);

}  // namespace assay::auditor
