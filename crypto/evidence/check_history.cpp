// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "crypto/evidence/examiner.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

constexpr std::string_view kName = "chain";

/// One statement before the claim in its room's chain.
struct Before {
    Statement statement;
    ChainPlace place;
    std::optional<Json> outputs;  ///< of a rebuild, where they are shown
};

Result<std::optional<ChainPlace>> place_of(const Statement& statement) {
    if (statement.kind() == StatementKind::Rebuild) return TRY(Rebuild::parse(statement)).chain;
    if (statement.kind() == StatementKind::Verdict) return TRY(Verdict::parse(statement)).chain;
    return fail(ErrorKind::Untrusted, "a " + std::string(name_of(statement.kind())) + " is in its room's chain");
}

Result<Json> commitments_of(const Statement& statement) {
    return statement.kind() == StatementKind::Rebuild ? TRY(Rebuild::parse(statement)).commitments
                                                      : TRY(Verdict::parse(statement)).commitments;
}

/// A closed field that is shown and matches; nothing where it is not shown.
Result<std::optional<Json>> shown(const Evidence& evidence, const Statement& statement, const std::string& field) {
    const auto fields = evidence.disclosures().find(statement.id());
    if (fields == evidence.disclosures().end()) return std::optional<Json>();
    const auto found = fields->second.find(field);
    if (found == fields->second.end()) return std::optional<Json>();
    TRY(check_disclosure(field, found->second, TRY(commitments_of(statement))));
    return std::optional(TRY(found->second.json()));
}

Status check_subject(const Evidence& evidence, const Statement& statement, const ChainPlace& place) {
    const auto field = TRY(shown(evidence, statement, "chain"));
    if (!field) return fail(ErrorKind::Unproven, "what its chain is about is not disclosed");
    if (TRY(ChainSubject::parse(*field)).tag() == place.tag) return {};
    return fail(ErrorKind::Untrusted, "its tag is not that of what its chain is about");
}

/// The statement a link names, if it belongs before `after` in the chain of `room`.
Result<Before> follow(const Evidence& evidence, const Trust& trust, const Link& link, const IdentityId& room,
                      const ChainPlace& after) {
    const auto* object = evidence.find(id_of(link));
    if (object == nullptr) return fail(ErrorKind::Unproven, "the statement before it is not in the evidence");
    auto statement = TRY(Statement::open(*object, trust.book()));
    if (statement.link() != link) return fail(ErrorKind::Untrusted, "its SHA-512 is not the one the chain names");
    const auto place = TRY(place_of(statement));
    if (!place || place->tag != after.tag) return fail(ErrorKind::Untrusted, "it is of another chain");
    if (statement.signers() != std::vector{room}) return fail(ErrorKind::Untrusted, "it is by another room");
    if (place->ordinal >= after.ordinal) return fail(ErrorKind::Untrusted, "its ordinal is not smaller than the next");
    TRY(check_subject(evidence, statement, *place));
    auto outputs = TRY(shown(evidence, statement, "outputs"));
    return Before{std::move(statement), *place, std::move(outputs)};
}

/// Whether two rebuilds put out different bytes under one path.
bool disagree(const Json& one, const Json& other) {
    if (one.items() == nullptr || other.items() == nullptr) return true;
    return std::ranges::any_of(*one.items(), [&](const Json& mine) {
        return std::ranges::any_of(*other.items(), [&](const Json& its) {
            return mine.text_at("path") == its.text_at("path") && mine != its;
        });
    });
}

}  // namespace

std::set<StatementId> check_history(const Evidence& evidence, const Trust& trust, const Chain& chain,
                                    Findings& findings) {
    std::set<StatementId> reached;
    if (!chain.verdict || !chain.rebuild) return reached;
    const std::string name(kName);
    if (!chain.verdict->chain || !chain.rebuild->chain) {
        const bool one = chain.verdict->chain.has_value() != chain.rebuild->chain.has_value();
        findings.add(name, one ? LinkState::Fails : LinkState::Remark,
                     "the verdict or the rebuild it rests on has no place in its room's chain");
        return reached;
    }
    if (const auto subject = check_subject(evidence, *chain.verdict_statement, *chain.verdict->chain); !subject)
        findings.error(name, subject.error());
    else
        findings.holds(
            name, "the verdict is number " + std::to_string(chain.verdict->chain->ordinal) + " of its room's chain");
    std::vector<Before> before;
    auto after = *chain.verdict->chain;
    while (after.previous) {
        auto found = follow(evidence, trust, *after.previous, chain.verdict->room, after);
        if (!found) {
            findings.error(name + ": before number " + std::to_string(after.ordinal), found.error());
            return reached;
        }
        reached.insert(found->statement.id());
        after = found->place;
        before.push_back(std::move(*found));
    }
    if (!reached.contains(chain.rebuild_statement->id()))
        findings.fails(name, "the rebuild it rests on does not come before it in the chain");
    const auto gaps = chain.verdict->chain->ordinal - 1 - before.size();
    if (gaps > 0)
        findings.add(name, LinkState::Remark,
                     count_of(gaps, "build") + " of this chain began and never ended in a word");
    for (std::size_t i = 0; i < before.size(); ++i)
        for (std::size_t j = i + 1; j < before.size(); ++j)
            if (before[i].outputs && before[j].outputs && disagree(*before[i].outputs, *before[j].outputs) &&
                chain.verdict->verdict != VerdictKind::NotComparable) {
                findings.fails(name, "two rebuilds disagree (ordinals " + std::to_string(before[j].place.ordinal) +
                                         " and " + std::to_string(before[i].place.ordinal) + "), and it judges");
                return reached;
            }
    return reached;
}

}  // namespace assay::crypto
