// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"
#include "base/core/mark.hpp"

#include <string>
#include <string_view>

namespace assay::crypto {

/// What a comparison of deployed bytes with rebuilt bytes says. Order: from the best to the worst; what is shown to
/// differ is worse than what could not be compared, so that a stray file hides no difference.
enum class VerdictKind { Identical, IdenticalAfterSignature, NotComparable, Explained, Unexplained };
std::string_view name_of(VerdictKind kind);
Result<VerdictKind> parse_verdict_kind(std::string_view name);
/// The one mark of a verdict, in every program, page and report.
Mark mark_of(VerdictKind kind);
/// What a verdict means, in one clause: `the deployed bytes are what the deposited source produces`. `bytes` says
/// which, as a plural.
std::string meaning_of(VerdictKind kind, std::string_view bytes = "the deployed bytes");
/// Whether a verdict speaks for the deployed bytes. Of statements that contradict each other only such ones are void: a
/// room must not be able to take back its bad words by contradicting itself.
bool is_favourable(VerdictKind kind);

}  // namespace assay::crypto
