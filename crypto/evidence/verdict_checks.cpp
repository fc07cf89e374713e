// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "crypto/evidence/room_checks.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

const Exhibit* rebuild_of(const Bench& bench, const Exhibit& verdict) {
    return bench.exhibits.at(verdict.as<Verdict>()->rebuild);
}

std::optional<Grade> grade_of(const Exhibit& verdict) {
    const auto* json = verdict.field("grade");
    if (json == nullptr) return std::nullopt;
    auto grade = Grade::parse(*json);
    return grade ? std::optional(std::move(*grade)) : std::nullopt;
}

/// A grade that does not parse is reported once, by the line of its environment.
template <typename Check>
Found with_grade(const Exhibit& verdict, Check check) {
    const auto grade = grade_of(verdict);
    return grade ? check(*grade) : Found();
}

/// What the rebuild put out under a path, or null.
const Json* output_of(const Exhibit& rebuild, const std::string& path) {
    const auto* outputs = rebuild.field("outputs");
    if (outputs == nullptr || outputs->items() == nullptr) return nullptr;
    for (const auto& output : *outputs->items())
        if (output.text_at("path") == path) return &output;
    return nullptr;
}

/// What is wrong with a comparison for itself; empty where nothing is.
std::string fault_of(const Comparison& it) {
    if (it.artifact.empty() && it.rebuilt) return "it was compared with an artifact without a path";
    if ((it.verdict == VerdictKind::NotComparable) == it.reason.empty())
        return it.reason.empty()
                   ? "it could not be compared, and no reason is given"
                   : "it gives a reason why it could not be compared, and says " + std::string(name_of(it.verdict));
    if (it.verdict == VerdictKind::NotComparable) return {};
    if (!it.rebuilt) return "it is " + std::string(name_of(it.verdict)) + ", and nothing was rebuilt";
    if (it.verdict == VerdictKind::IdenticalAfterSignature)
        return "it is identical-after-signature, and there is no proof of that which could be replayed";
    if (it.verdict != VerdictKind::Identical && *it.rebuilt == it.deployed)
        return "it is " + std::string(name_of(it.verdict)) + ", and both digests are equal";
    return {};
}

Found compare_with_outputs(const Comparison& it, const Exhibit& rebuild) {
    if (!it.rebuilt || rebuild.field("outputs") == nullptr) return {};
    const auto* output = output_of(rebuild, it.artifact);
    const auto* digest = output != nullptr ? output->find("digest") : nullptr;
    if (digest == nullptr || *digest != it.rebuilt->render())
        return Found::fails(quote(it.deployed_name) + " was compared with something the rebuild did not put out as " +
                            quote(it.artifact));
    const auto size = parse_decimal(output->text_at("size"));
    if (it.verdict == VerdictKind::Identical && size != it.deployed_size)
        return Found::fails(quote(it.deployed_name) + " has another size than " + quote(it.artifact) +
                            ", it was compared with something else");
    return {};
}

/// Nothing where the sum is beyond 64 bits.
std::optional<std::uint64_t> bytes_of_comparisons(const std::vector<Comparison>& comparisons, bool judged_only) {
    std::uint64_t out = 0;
    for (const auto& it : comparisons) {
        if (judged_only && it.verdict == VerdictKind::NotComparable) continue;
        if (__builtin_add_overflow(out, it.deployed_size, &out)) return std::nullopt;
    }
    return out;
}

/// Path, why and digest of each opaque input, as text to be compared.
std::vector<std::string> opaque_lines(const Grade& grade) {
    std::vector<std::string> out;
    for (const auto& input : grade.opaque) out.push_back(quote(input.path) + " " + input.why + " " + hex(input.sha256));
    return out;
}

const Json* vsa_member(const Exhibit& verdict, std::string_view name) {
    const auto* vsa = verdict.field("vsa");
    return vsa != nullptr ? vsa->find(name) : nullptr;
}

}  // namespace

Result<std::vector<Comparison>> comparisons_of(const Exhibit& verdict) {
    const auto* list = verdict.field("comparisons");
    if (list == nullptr) return fail(ErrorKind::Unproven, "the verdict's comparisons are not disclosed");
    if (list->items() == nullptr || list->items()->empty())
        return fail(ErrorKind::Invalid, "the verdict compares nothing");
    std::vector<Comparison> out;
    for (const auto& item : *list->items()) out.push_back(TRY(Comparison::parse(item)));
    return out;
}

Found verdict_deposit(const Bench& bench, const Exhibit& exhibit) {
    const auto& verdict = *exhibit.as<Verdict>();
    const auto* rebuild = bench.exhibits.typed_at<Rebuild>(verdict.rebuild);
    return Found::unless(rebuild == nullptr || verdict.deposit == rebuild->deposit);
}

Found verdict_signer(const Bench& bench, const Exhibit& exhibit) {
    const auto& verdict = *exhibit.as<Verdict>();
    const auto* rebuild = bench.exhibits.typed_at<Rebuild>(verdict.rebuild);
    return Found::unless(rebuild == nullptr || verdict.room == rebuild->room,
                         "it is by " + bench.trust.describe(verdict.room));
}

Found verdict_rebuild(const Bench& bench, const Exhibit& exhibit) {
    return leads_to<Rebuild>(bench, exhibit.as<Verdict>()->rebuild);
}

Found verdict_word(const Bench&, const Exhibit& exhibit) {
    const auto comparisons = comparisons_of(exhibit);
    if (!comparisons) return {};
    auto worst = VerdictKind::Identical;
    for (const auto& it : *comparisons) worst = std::max(worst, it.verdict);
    const auto said = exhibit.as<Verdict>()->verdict;
    return Found::unless(worst == said, "the worst of them is " + std::string(name_of(worst)) + ", the verdict says " +
                                            std::string(name_of(said)));
}

Found verdict_comparisons(const Bench& bench, const Exhibit& exhibit) {
    if (exhibit.field("comparisons") == nullptr) return {};
    const auto comparisons = comparisons_of(exhibit);
    if (!comparisons) return Found::fails(comparisons.error().message());
    const auto* rebuild = rebuild_of(bench, exhibit);
    std::set<std::string> names;
    for (const auto& it : *comparisons) {
        if (it.deployed_name.empty() || !names.insert(it.deployed_name).second)
            return Found::fails("the file " + quote(it.deployed_name) + " appears twice, or has no name");
        if (const auto fault = fault_of(it); !fault.empty())
            return Found::fails(quote(it.deployed_name) + ": " + fault);
        if (it.verdict == VerdictKind::Explained)
            return Found{LinkState::CannotBeChecked,
                         quote(it.deployed_name) + " is explained, and this version knows no rule to hold against it"};
        if (rebuild == nullptr) continue;
        if (auto found = compare_with_outputs(it, *rebuild); found.state != LinkState::Holds) return found;
    }
    return {};
}

Found verdict_links(const Bench&, const Exhibit& exhibit) {
    const auto* links = exhibit.field("links");
    if (links == nullptr) return {};
    const auto parsed = parse_links(*links);
    if (!parsed) return Found::fails(parsed.error().message());
    const auto comparisons = comparisons_of(exhibit);
    if (!comparisons) return {};
    const auto checked = check_links(*parsed, *comparisons);
    return checked ? Found() : Found::fails(checked.error().message());
}

Found verdict_self_test(const Bench&, const Exhibit& exhibit) {
    const auto* test = exhibit.field("self_test");
    if (test == nullptr) return {};
    const auto mutations = parse_decimal(test->text_at("mutations")), noticed = parse_decimal(test->text_at("noticed"));
    if (!mutations || !noticed) return Found::fails("it counts nothing");
    // A comparer that failed the test judges no file, and says so. Without the comparisons the verdict tells.
    const auto comparisons = comparisons_of(exhibit);
    const bool judges =
        comparisons ? std::ranges::any_of(*comparisons,
                                          [](const Comparison& it) { return it.verdict != VerdictKind::NotComparable; })
                    : exhibit.as<Verdict>()->verdict != VerdictKind::NotComparable;
    if (!judges) return Found::unless(*noticed <= *mutations);
    return Found::unless(
        *mutations > 0 && *mutations == *noticed,
        "it noticed " + std::to_string(*noticed) + " of " + std::to_string(*mutations) + " seeded mutations");
}

Found grade_environment(const Bench& bench, const Exhibit& exhibit) {
    const auto* json = exhibit.field("grade");
    if (json == nullptr) return {};
    const auto grade = Grade::parse(*json);
    if (!grade) return Found::fails(grade.error().message());
    const auto* rebuild = rebuild_of(bench, exhibit);
    const auto* environment = rebuild != nullptr ? find_environment(*rebuild) : nullptr;
    if (environment == nullptr) return {};
    const auto built = environment->text_at("grade");
    return Found::unless(built == grade->environment,
                         "the verdict says " + grade->environment + ", the rebuild " + std::string(built));
}

Found grade_unvouched(const Bench& bench, const Exhibit& exhibit) {
    return with_grade(exhibit, [&](const Grade&) -> Found {
        const auto* rebuild = rebuild_of(bench, exhibit);
        const auto* environment = rebuild != nullptr ? find_environment(*rebuild) : nullptr;
        if (environment == nullptr) return {};
        const auto *mine = exhibit.field("grade")->find("unvouched"), *built = environment->find("unvouched");
        return Found::unless(built != nullptr && *mine == *built);
    });
}

Found grade_opaque(const Bench& bench, const Exhibit& exhibit) {
    return with_grade(exhibit, [&](const Grade& grade) -> Found {
        const auto* rebuild = rebuild_of(bench, exhibit);
        const auto* opaque = rebuild != nullptr ? rebuild->field("opaque") : nullptr;
        if (opaque == nullptr) return {};
        const auto* read = opaque->find("read");
        if (read == nullptr || read->items() == nullptr) return Found::fails("the rebuild has no list of them");
        std::vector<std::string> built;
        for (const auto& input : *read->items())
            built.push_back(quote(input.text_at("path")) + " " + std::string(input.text_at("why")) + " " +
                            std::string(input.text_at("sha256")));
        if (built != opaque_lines(grade)) return Found::fails();
        const auto* more = opaque->find("unnamed");
        const auto* said = exhibit.field("grade")->find("unnamed_opaque");
        return Found::unless((more == nullptr) == (said == nullptr) && (more == nullptr || *more == *said));
    });
}

Found grade_inspected(const Bench&, const Exhibit& exhibit) {
    return with_grade(exhibit, [](const Grade& grade) { return Found::unless(grade.inspected_lines == 0); });
}

Found grade_source_lines(const Bench& bench, const Exhibit& exhibit) {
    return with_grade(exhibit, [&](const Grade& grade) -> Found {
        const auto* deposit = bench.exhibits.at(exhibit.as<Verdict>()->deposit);
        const auto* snapshot = deposit != nullptr ? deposit->field("snapshot") : nullptr;
        if (snapshot == nullptr) return {};
        return Found::unless(parse_decimal(snapshot->text_at("lines")).value_or(0) == grade.source_lines);
    });
}

Found grade_bytes(const Bench&, const Exhibit& exhibit) {
    const auto comparisons = comparisons_of(exhibit);
    if (!comparisons) return {};
    return with_grade(exhibit, [&](const Grade& grade) {
        return Found::unless(grade.deployed_bytes == bytes_of_comparisons(*comparisons, false));
    });
}

Found grade_bytes_judged(const Bench&, const Exhibit& exhibit) {
    const auto comparisons = comparisons_of(exhibit);
    if (!comparisons) return {};
    return with_grade(exhibit, [&](const Grade& grade) {
        return Found::unless(grade.deployed_bytes_judged == bytes_of_comparisons(*comparisons, true));
    });
}

Found vsa_verifier(const Bench&, const Exhibit& exhibit) {
    const auto* verifier = vsa_member(exhibit, "verifier");
    return Found::unless(
        exhibit.field("vsa") == nullptr ||
        (verifier != nullptr && verifier->text_at("id") == "urn:assay:identity:" + hex(exhibit.as<Verdict>()->room)));
}

Found vsa_time(const Bench&, const Exhibit& exhibit) {
    const auto* vsa = exhibit.field("vsa");
    if (vsa == nullptr) return {};
    const auto time = Time::parse(vsa->text_at("timeVerified"));
    if (!time) return Found::fails("it is none");
    const auto apart = time->seconds() - exhibit.statement.claimed_time().seconds();
    return Found::unless(apart <= kClocksApartSeconds && apart >= -kClocksApartSeconds,
                         "it says " + time->render() + ", the statement " + exhibit.statement.claimed_time().render());
}

Found vsa_resource(const Bench&, const Exhibit& exhibit) {
    const auto* vsa = exhibit.field("vsa");
    const auto id = render_deposit_id(deposit_id_of(exhibit.as<Verdict>()->deposit));
    return Found::unless(vsa == nullptr || vsa->text_at("resourceUri") == "urn:assay:deposit:" + id);
}

Found vsa_input(const Bench&, const Exhibit& exhibit) {
    if (exhibit.field("vsa") == nullptr) return {};
    const auto& rebuild = exhibit.as<Verdict>()->rebuild;
    const auto due =
        Json::Array{Json::object({{"uri", "urn:assay:statement:" + hex(rebuild.id())}, {"digest", rebuild.render()}})};
    const auto* input = vsa_member(exhibit, "inputAttestations");
    return Found::unless(input != nullptr && *input == Json(due));
}

Found vsa_result(const Bench&, const Exhibit& exhibit) {
    const auto* vsa = exhibit.field("vsa");
    const bool passed = exhibit.as<Verdict>()->verdict <= VerdictKind::IdenticalAfterSignature;
    return Found::unless(vsa == nullptr || vsa->text_at("verificationResult") == (passed ? "PASSED" : "FAILED"));
}

Found vsa_levels(const Bench&, const Exhibit& exhibit) {
    if (exhibit.field("vsa") == nullptr) return {};
    auto due = Json::array();
    if (exhibit.as<Verdict>()->verdict == VerdictKind::Identical) due.push("ASSAY_REBUILT_IDENTICAL");
    const auto* levels = vsa_member(exhibit, "verifiedLevels");
    return Found::unless(levels != nullptr && *levels == due);
}

}  // namespace assay::crypto
