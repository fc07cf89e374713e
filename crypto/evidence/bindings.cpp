// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/bindings.hpp"

#include "base/core/text.hpp"
#include "crypto/evidence/members.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

using Use = Binding::Use;

/// A carrier may show fields; what they open must be what was signed.
Found check_opened(const Bench&, const Exhibit& exhibit) {
    return exhibit.unopened.empty() ? Found() : Found::fails(exhibit.unopened.begin()->second.message());
}

/// Lines of every kind. Each kind's own lines come before them.
constexpr Binding kEvery[] = {
    {{}, "subject.*", Use::Form, "one, of the kind's own name", "\"subject\" has no entry"},
    {{}, "_type", Use::Form, "the type of all statements", "the type"},
    {{},
     "predicateType",
     Use::Form,
     "its kind, by which it is read",
     "the predicate type / a statement of kind / is not reached"},
    {{},
     "predicate.closed",
     Use::Bound,
     "each disclosed field opens its commitment",
     "a disclosed field",
     check_opened},
    {{}, "predicate.salt", Use::Form, "the salt beside the envelope", "salt"},
    {{},
     "predicate.time",
     Use::Bound,
     "no later than the log's time, no earlier than the times of what it rests on, 300 s allowed",
     "its time does not fit",
     check_time},
};

std::string_view name_of_use(Use use) {
    switch (use) {
        case Use::Form: return "opening";
        case Use::Bound: return "bound";
        case Use::Judged: return "judged";
        case Use::Informational: return "informational";
    }
    return {};
}

constexpr std::string_view kAllBelow = ".*";

/// Whether a line covers that member; `[]` is any item.
bool covers(std::string_view line, std::string_view member) {
    const bool all_below = line.ends_with(kAllBelow);
    if (all_below) line.remove_suffix(kAllBelow.size());
    while (!line.empty()) {
        if (line.starts_with("[]") && member.starts_with("[")) {
            line.remove_prefix(2);
            member.remove_prefix(std::min(member.find(']') + 1, member.size()));
        } else if (!member.empty() && line.front() == member.front()) {
            line.remove_prefix(1);
            member.remove_prefix(1);
        } else {
            return false;
        }
    }
    if (all_below) return member.empty() || member.front() == '.' || member.front() == '[';
    // Items of a list that are plain values.
    return member.empty() || (member.front() == '[' && member.find(']') == member.size() - 1);
}

/// `predicate.held.*` is shown as `held`, `closed.grade.opaque.*` as `grade.opaque`.
std::string_view shown(std::string_view member) {
    if (member.ends_with(kAllBelow)) member.remove_suffix(kAllBelow.size());
    for (const std::string_view part : {"predicate.", "closed."})
        if (member.starts_with(part)) return member.substr(part.size());
    return member;
}

/// What a kind says that nothing depends on, in one remark.
void tell_informational(StatementKind kind, Findings& findings) {
    std::vector<std::string> members;
    for (const auto& line : all_bindings())
        if (line.kind == kind && line.use == Use::Informational) members.emplace_back(shown(line.member));
    if (!members.empty())
        findings.remark("informational: " + std::string(name_of(kind)),
                        "nothing here depends on " + join(members, ", "));
}

/// What the statements sign and show, by the lines of their kind.
class MemberCheck {
public:
    /// How many members a statement has. One that has no line would be signed, shown and read by nothing, so it fails.
    std::size_t run(const Exhibit& exhibit, Findings& findings) {
        std::size_t count = 0;
        std::vector<std::string> unknown;
        auto& known = known_[exhibit.kind()];
        const auto look = [&](const Member& member) {
            if (!member.is_leaf) return;
            ++count;
            if (known.contains(member.name)) return;
            if (binding_of(exhibit.kind(), member.name) != nullptr)
                known.emplace(member.name);
            else if (unknown.size() < kTold || std::ranges::find(unknown, member.name) == unknown.end())
                unknown.emplace_back(member.name);
        };
        // The rest of a payload has one form, which opening it has held.
        visit_members(exhibit.statement.predicate(), "predicate", look);
        for (const auto& [name, value] : exhibit.fields) visit_members(value, "closed." + member_name(name), look);
        const auto kind = std::string(name_of(exhibit.kind()));
        for (std::size_t i = 0; i < unknown.size() && i < kTold; ++i)
            findings.fails(kind + ": unknown member", "the " + kind + " " +
                                                          short_id(IdentityId(exhibit.statement.id().array())) +
                                                          " says " + quote(unknown[i]) + ", which nothing here reads");
        if (unknown.size() > kTold)
            findings.fails(kind + ": unknown member", std::to_string(unknown.size() - kTold) + " more");
        return count;
    }

private:
    static constexpr std::size_t kTold = 8;
    std::map<StatementKind, std::set<std::string, std::less<>>> known_;  ///< names that have a line, found once
};

void wrap(std::string& out, const std::string& text) {
    constexpr std::size_t kColumns = 118;
    std::size_t column = 0;
    for (const auto word : split(text, ' ')) {
        if (column != 0 && column + 1 + word.size() > kColumns) {
            out += "\n  ";
            column = 2;
        } else if (column != 0) {
            out += ' ';
            ++column;
        }
        out += word;
        column += word.size();
    }
    out += '\n';
}

std::string render_line(const Binding& line) {
    std::string out = "- `" + std::string(line.member) + "` (" + std::string(name_of_use(line.use)) + ")";
    if (!line.with.empty()) out += " " + std::string(line.with);
    if (line.words.empty()) return out + ".";
    std::string words;
    for (auto rest = line.words; !rest.empty();) {
        const auto end = rest.find(" / ");
        words += (words.empty() ? "“" : " or “") + std::string(rest.substr(0, end)) + "”";
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 3);
    }
    return out + "; else " + words + ".";
}

}  // namespace

Found check_time(const Bench& bench, const Exhibit& exhibit) {
    const auto claimed = exhibit.statement.claimed_time();
    if (exhibit.proven && claimed.seconds() > exhibit.proven->seconds() + kClocksApartSeconds)
        return Found::fails("it says " + claimed.render() + ", and the log had it by " + exhibit.proven->render());
    for (const auto& link : exhibit.links()) {
        const auto* other = bench.exhibits.at(link);
        if (other != nullptr && claimed.seconds() + kClocksApartSeconds < other->statement.claimed_time().seconds())
            return Found::fails("it says " + claimed.render() + ", and the " + std::string(name_of(other->kind())) +
                                " it rests on says " + other->statement.claimed_time().render());
    }
    for (const auto& signer : exhibit.statement.signers()) {
        const auto* identity = bench.trust.book().find(signer);
        if (identity != nullptr && claimed.seconds() + kClocksApartSeconds < identity->validity().from.seconds())
            return Found::fails("it says " + claimed.render() + ", before " + identity->describe() + " began to count");
    }
    return {};
}

const std::vector<Binding>& all_bindings() {
    static const std::vector<Binding> lines = [] {
        std::vector<Binding> out;
        for (const auto part : {custody_bindings(), room_bindings(), std::span<const Binding>(kEvery)})
            out.insert(out.end(), part.begin(), part.end());
        return out;
    }();
    return lines;
}

const Binding* binding_of(StatementKind kind, std::string_view member) {
    const Binding* best = nullptr;
    for (const auto& line : all_bindings())
        if ((!line.kind || line.kind == kind) && covers(line.member, member) &&
            (best == nullptr || line.member.size() > best->member.size()))
            best = &line;
    return best;
}

void check_bindings(const Bench& bench, Findings& findings) {
    std::set<StatementKind> kinds;
    MemberCheck members;
    for (const auto& [id, exhibit] : bench.exhibits.all()) {
        const auto kind = std::string(name_of(exhibit.kind()));
        const auto before = findings.faults();
        const auto count = members.run(exhibit, findings);
        for (const auto& line : all_bindings()) {
            if ((line.kind && line.kind != exhibit.kind()) || line.check == nullptr) continue;
            const auto found = line.check(bench, exhibit);
            // What its room said before is here for its word and place; what that rests on need not be.
            if (found.state == LinkState::CannotBeChecked && bench.earlier.contains(id)) continue;
            if (found.state != LinkState::Holds)
                findings.add(kind + ": " + std::string(shown(line.member)), found.state,
                             std::string(line.words.substr(0, line.words.find(" / "))) +
                                 (found.why.empty() ? "" : ": " + found.why));
        }
        std::string signers;
        if (exhibit.statement.signers().size() > 1)
            signers = "all " + std::to_string(exhibit.statement.signers().size()) + " parties";
        else
            for (const auto& signer : exhibit.statement.signers()) signers = bench.trust.describe(signer);
        if (findings.faults() == before)
            findings.holds(kind, "signed by " + signers + "; each of its " +
                                     count_of(count, "signed and shown member") +
                                     " is known here, and none contradicts what it rests on");
        kinds.insert(exhibit.kind());
    }
    for (const auto kind : kinds) tell_informational(kind, findings);
}

std::string render_bindings() {
    std::string out;
    std::optional<StatementKind> kind;
    bool first = true;
    for (const auto& line : all_bindings()) {
        if (first || line.kind != kind) {
            out += (first ? "" : "\n") + std::string("**") +
                   (line.kind ? std::string(name_of(*line.kind)) : "every kind") + "**\n\n";
            kind = line.kind;
            first = false;
        }
        wrap(out, render_line(line));
    }
    return out;
}

}  // namespace assay::crypto
