// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/bindings.hpp"

#include "base/core/text.hpp"

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
    {{}, "subject", Use::Form, "one, of the kind's own name", "\"subject\" has no entry"},
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

/// Whether a line's member is `member` or above it; `[]` is any item.
bool covers(std::string_view line, std::string_view member) {
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
    return member.empty() || member.front() == '.' || member.front() == '[';
}

/// `predicate.held` is shown as `held`, `closed.grade.opaque` as `grade.opaque`.
std::string_view shown(std::string_view member) {
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
    for (const auto& [id, exhibit] : bench.exhibits.all()) {
        const auto kind = std::string(name_of(exhibit.kind()));
        const auto before = findings.faults();
        std::size_t held = 0;
        for (const auto& line : all_bindings()) {
            if ((line.kind && line.kind != exhibit.kind()) || line.check == nullptr) continue;
            const auto found = line.check(bench, exhibit);
            ++held;
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
            findings.holds(kind, "signed by " + signers + "; " + count_of(held, "binding") + " hold");
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
