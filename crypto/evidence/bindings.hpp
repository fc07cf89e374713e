// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/exhibits.hpp"

#include <span>

namespace assay::crypto {

/// What became of one signed member.
struct Found {
    LinkState state = LinkState::Holds;
    std::string why;  ///< more than the line's words say; may be empty

    static Found fails(std::string why = {}) { return {LinkState::Fails, std::move(why)}; }
    static Found missing(std::string why) { return {LinkState::CannotBeChecked, std::move(why)}; }
    /// Fails unless `good`.
    static Found unless(bool good, std::string why = {}) { return good ? Found() : fails(std::move(why)); }
};

/// What a check may look at.
struct Bench {
    const Exhibits& exhibits;
    const Trust& trust;
    const std::set<StatementId>& earlier;  ///< of the room's chain, and not of the claim's
};

/// What is relied on of one member of one kind of statement, and the words when it does not hold.
///
/// - `member` is a path into the payload (`subject[].digest`, `predicate.held`) or into a disclosed field
///   (`closed.grade.environment`). `[]` is any item of a list, `[x]` one whose `purpose` or `name` is x.
/// - It covers that member alone and a list's plain items. With `.*` at its end it covers all below it that
///   has no line of its own: where a strict reader refuses what it does not know, where the whole is compared, or where
///   nothing reads it and the line says so.
/// - What is signed or shown and has no line fails the evidence.
/// - Words are how the failure's sentence begins; ` / ` separates alternatives where several judgements may speak
/// first.
struct Binding {
    enum class Use {
        Form,           ///< held when the statement is opened
        Bound,          ///< by `check`
        Judged,         ///< by the line or the step named in `with`
        Informational,  ///< nothing here depends on it
    };
    std::optional<StatementKind> kind;  ///< none: every kind
    std::string_view member;
    Use use;
    std::string_view with;   ///< what it must equal, which judgement uses it, or why nothing does
    std::string_view words;  ///< empty where informational
    Found (*check)(const Bench& bench, const Exhibit& exhibit) = nullptr;
};

/// The one table of what a check relies on, by kind. Page: evidence.md, "What is bound".
const std::vector<Binding>& all_bindings();
/// Its parts: what parties and custody sign, and what the room signs.
std::span<const Binding> custody_bindings();
std::span<const Binding> room_bindings();

/// The line for a member, the most exact one; null where there is none.
const Binding* binding_of(StatementKind kind, std::string_view member);

/// Runs every line of every statement, chain or not.
void check_bindings(const Bench& bench, Findings& findings);

/// The table as evidence.md prints it.
std::string render_bindings();

/// How far clocks of honest parties may be apart.
inline constexpr std::int64_t kClocksApartSeconds = 300;
/// The line that every statement has for its time.
Found check_time(const Bench& bench, const Exhibit& exhibit);
/// `Bound` for a closed field that every reader needs: it is disclosed.
template <const char* Field>
Found check_disclosed(const Bench&, const Exhibit& exhibit) {
    return exhibit.field(Field) != nullptr ? Found() : Found::missing(std::string("\"") + Field + "\"");
}
/// Whether a link leads to a statement of the right type, by both digests.
template <typename Target>
Found leads_to(const Bench& bench, const StatementLink& link) {
    const auto* exhibit = bench.exhibits.find(link.id());
    if (exhibit == nullptr) return Found::missing("it is not in the evidence");
    if (exhibit->statement.link() != link) return Found::fails("it has another SHA-512");
    return Found::unless(exhibit->as<Target>() != nullptr,
                         "it is a statement of kind " + std::string(name_of(exhibit->kind())));
}

}  // namespace assay::crypto
