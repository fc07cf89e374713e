// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/terminal/report.hpp"
#include "verifier/explain/compare.hpp"
#include "verifier/report/outputs.hpp"

namespace assay::verifier {

/// How the commands that build and compare show what came of it: the same words whether it is signed or not.

/// The exit status of a verdict, whatever a policy thinks of its grade.
int exit_status_of(crypto::VerdictKind verdict);

/// Whether a verdict's name is followed by what it means, which speaks of a deposit.
enum class Meaning { Said, LeftOut };

/// A line for each deployed file with its verdict, and below it what differs; files that could not be compared for one
/// reason share theirs.
std::string render_compared(const std::vector<Compared>& compared, Meaning meaning, const Style& style);
/// The environment, the packages no archive vouches for, and the first ten opaque inputs with what they reached.
void add_grade(KeyValues& facts, const crypto::Grade& grade);
/// How many seeded mutations the comparer noticed; nothing where nothing was compared.
void add_self_test(KeyValues& facts, const std::vector<Compared>& compared);
/// Each artifact with its size and SHA-256.
void add_artifacts(KeyValues& facts, const std::vector<BuiltArtifact>& artifacts);
/// Of a build that failed: what it left in place of a missing artifact (names_left), where it left any, and the last
/// lines of its log (last_lines). These are the vendor's words.
std::string render_failed_build(const std::vector<std::string>& left, const std::vector<std::string>& log_end,
                                const Style& style);

/// The members `comparisons` and `findings`: reports.md.
Json comparisons_of(const std::vector<Compared>& compared);
Json findings_of(const std::vector<Compared>& compared);
/// A list of texts.
Json texts_of(const std::vector<std::string>& texts);

}  // namespace assay::verifier
