// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/verdict_kind.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

/// A kind of verdict, and how every program shows it. `means` follows the words for the bytes.
struct VerdictRow {
    VerdictKind kind;
    std::string_view name;
    Mark mark;
    std::string_view means;
};

constexpr VerdictRow kVerdicts[] = {
    {VerdictKind::Identical, "identical", Mark::Good, "are what the deposited source produces"},
    {VerdictKind::IdenticalAfterSignature, "identical-after-signature", Mark::Good,
     "are what the deposited source produces, but for a signature attached to them"},
    {VerdictKind::NotComparable, "not-comparable", Mark::Unknown,
     "could not be compared with what the deposited source produces"},
    {VerdictKind::Explained, "explained", Mark::Caution,
     "differ from what the deposited source produces; every difference has a named cause"},
    {VerdictKind::Unexplained, "unexplained", Mark::Bad, "are not what the deposited source produces"},
};

const VerdictRow& row_of(VerdictKind kind) { return *std::ranges::find(kVerdicts, kind, &VerdictRow::kind); }

}  // namespace

std::string_view name_of(VerdictKind kind) { return row_of(kind).name; }

Mark mark_of(VerdictKind kind) { return row_of(kind).mark; }

std::string meaning_of(VerdictKind kind, std::string_view bytes) {
    return std::string(bytes) + " " + std::string(row_of(kind).means);
}

bool is_favourable(VerdictKind kind) {
    return kind == VerdictKind::Identical || kind == VerdictKind::IdenticalAfterSignature;
}

Result<VerdictKind> parse_verdict_kind(std::string_view name) {
    for (const auto& row : kVerdicts)
        if (row.name == name) return row.kind;
    return fail(ErrorKind::Invalid, "the verdict " + quote(name) + " is unknown");
}

}  // namespace assay::crypto
