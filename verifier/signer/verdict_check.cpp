// SPDX-License-Identifier: Apache-2.0
#include "verifier/signer/verdict_check.hpp"

#include "base/core/text.hpp"

#include <algorithm>
#include <set>

namespace assay::verifier {

namespace {

using crypto::Comparison;
using crypto::VerdictKind;

std::unexpected<Error> refuse(std::string why) {
    return fail(ErrorKind::Refused, "this verdict is not signed: " + std::move(why));
}

Status check_rebuilt(const Comparison& comparison, const RebuildFacts& rebuilt) {
    const auto name = quote(comparison.deployed_name);
    if (!comparison.rebuilt) return {};
    const auto built = std::ranges::find_if(rebuilt.outputs, [&](const BuiltArtifact& artifact) {
        return artifact.path.text() == comparison.artifact && artifact.digest == *comparison.rebuilt;
    });
    if (built == rebuilt.outputs.end())
        return refuse(name + " was compared with something the rebuild did not put out as " +
                      quote(comparison.artifact));
    if (comparison.verdict == VerdictKind::Identical && built->size != comparison.deployed_size)
        return refuse(name + " is said to be identical to an artifact of another size");
    return {};
}

Status check_word(const Comparison& comparison) {
    const auto name = quote(comparison.deployed_name);
    const auto same = comparison.rebuilt && *comparison.rebuilt == comparison.deployed;
    switch (comparison.verdict) {
        case VerdictKind::Identical:
            if (!same) return refuse(name + " is said to be identical, and its digests are not");
            break;
        case VerdictKind::IdenticalAfterSignature:
            return refuse(name +
                          " is said to be identical after its signature, which takes a proof that can be "
                          "replayed; this version has none");
        case VerdictKind::Explained:
            return refuse(name + " is said to be explained, which takes a rule; this version has none");
        case VerdictKind::Unexplained:
            if (!comparison.rebuilt) return refuse(name + " is said to differ, and was compared with nothing");
            if (same) return refuse(name + " is said to differ, and its digests are equal");
            break;
        case VerdictKind::NotComparable:
            if (comparison.reason.empty()) return refuse(name + " is not comparable, without a reason");
            return {};
    }
    if (!comparison.reason.empty()) return refuse(name + " was judged, and has a reason why it was not");
    return {};
}

Status check_comparisons(const VerdictReport& report, const RebuildFacts& rebuilt) {
    if (report.findings.size() != report.comparisons.size())
        return refuse("it has findings for another number of files than were compared");
    std::set<std::string> names;
    for (std::size_t i = 0; i < report.comparisons.size(); ++i) {
        const auto& comparison = report.comparisons[i];
        if (comparison.deployed_name.empty() || !names.insert(comparison.deployed_name).second)
            return refuse("the file " + quote(comparison.deployed_name) + " appears twice, or has no name");
        TRY(check_rebuilt(comparison, rebuilt));
        TRY(check_word(comparison));
        if (comparison.verdict == VerdictKind::Identical && report.findings[i].whole)
            return refuse(quote(comparison.deployed_name) + " is said to be identical, and a difference was found");
    }
    return {};
}

/// A difference that was seen is not called incomparable.
Status check_withheld(const VerdictReport& report, const std::optional<ChainState::Disagreement>& disagreement) {
    if (disagreement || report.noticed < report.mutations) return {};
    for (const auto& it : report.comparisons)
        if (it.verdict == VerdictKind::NotComparable && it.rebuilt && *it.rebuilt != it.deployed)
            return refuse(quote(it.deployed_name) + " differs from what was rebuilt, and is called not comparable");
    return {};
}

Status check_not_comparable(const VerdictReport& report, const RebuildFacts& rebuilt,
                            const std::optional<ChainState::Disagreement>& disagreement) {
    TRY(check_withheld(report, disagreement));
    if (rebuilt.outcome == crypto::Rebuild::Outcome::Built && !disagreement) return {};
    for (const auto& comparison : report.comparisons)
        if (comparison.verdict != VerdictKind::NotComparable)
            return refuse(disagreement ? disagreement->reason() + ", so nothing can be compared with either"
                                       : "it judges a rebuild that failed");
    return {};
}

Status check_opaque(const crypto::Grade& grade, const RebuildFacts& rebuilt) {
    const auto same = [](const crypto::Grade::OpaqueInput& named, const OpaqueRead& read) {
        return named.path == shown_path(read.file.path) && named.why == name_of(read.file.opacity) &&
               named.sha256 == read.file.sha256;
    };
    if (!std::ranges::equal(grade.opaque, rebuilt.opaque.read, same))
        return refuse("its opaque inputs are not those the rebuild read");
    const auto &mine = grade.unnamed_opaque, &its = rebuilt.opaque.unnamed;
    if (mine.has_value() != its.has_value() || (mine && (mine->count != its->count || mine->sha256 != its->sha256)))
        return refuse("it counts other unnamed opaque inputs than the rebuild");
    return {};
}

Status check_grade(const VerdictReport& report, const RebuildFacts& rebuilt) {
    const auto& grade = report.grade;
    if (grade.environment != rebuilt.environment)
        return refuse("its environment is " + quote(grade.environment) + ", the rebuild's was " +
                      quote(rebuilt.environment));
    const auto same = [](const crypto::Grade::Package& one, const crypto::Grade::Package& other) {
        return one.name == other.name && one.sha256 == other.sha256;
    };
    if (!std::ranges::equal(grade.unvouched, rebuilt.unvouched, same))
        return refuse("its unvouched packages are not those of the rebuild");
    TRY(check_opaque(grade, rebuilt));
    std::uint64_t deployed = 0, judged = 0;
    for (const auto& comparison : report.comparisons) {
        if (__builtin_add_overflow(deployed, comparison.deployed_size, &deployed))
            return refuse("the sizes of its files are beyond 64 bits together");
        if (comparison.verdict != VerdictKind::NotComparable) judged += comparison.deployed_size;
    }
    if (grade.deployed_bytes != deployed || grade.deployed_bytes_judged != judged)
        return refuse("its numbers of deployed bytes are not the sums of its comparisons");
    if (grade.source_lines != rebuilt.source_lines) return refuse("it counts other lines of source than the rebuild");
    if (grade.inspected_lines != 0) return refuse("it counts inspected lines, and there is no inspection statement");
    return {};
}

Status check_self_test(const VerdictReport& report) {
    if (report.noticed > report.mutations) return refuse("its comparer noticed more mutations than there were");
    const auto judged = std::ranges::any_of(report.comparisons, [](const Comparison& comparison) {
        return comparison.verdict != VerdictKind::NotComparable;
    });
    if (!judged || (report.mutations > 0 && report.noticed == report.mutations)) return {};
    return refuse("its comparer noticed " + std::to_string(report.noticed) + " of " + std::to_string(report.mutations) +
                  " seeded mutations, and is not fit to judge");
}

}  // namespace

Status check_verdict(const VerdictReport& report, const RebuildFacts& rebuilt,
                     const std::optional<ChainState::Disagreement>& disagreement) {
    if (report.deposit != rebuilt.deposit) return refuse("it is about another deposit than the rebuild it rests on");
    if (rebuilt.chain.empty()) return refuse("the rebuild it rests on is an experiment");
    TRY(check_comparisons(report, rebuilt));
    if (const auto links = crypto::check_links(report.links, report.comparisons); !links)
        return refuse(links.error().message());
    TRY(check_not_comparable(report, rebuilt, disagreement));
    TRY(check_grade(report, rebuilt));
    return check_self_test(report);
}

}  // namespace assay::verifier
