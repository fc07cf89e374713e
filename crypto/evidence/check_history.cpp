// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "crypto/evidence/examiner.hpp"
#include "crypto/evidence/room_checks.hpp"
#include "crypto/record/chain_faults.hpp"

#include <algorithm>
#include <map>

/// A room's rebuilds and verdicts of one release are counted, so that a build that tosses a coin cannot be repeated
/// until it suits. Page: crypto/record/chain.md.
namespace assay::crypto {

namespace {

std::string text_at(const Exhibit* exhibit, std::string_view field, std::string_view member) {
    const auto* value = exhibit != nullptr ? exhibit->field(field) : nullptr;
    return value != nullptr ? std::string(value->text_at(member)) : std::string();
}

std::string numbers(std::uint64_t first, std::uint64_t last) {
    return std::to_string(first) + (first < last ? " to " + std::to_string(last) : "");
}

class History {
public:
    History(const Exhibits& exhibits, Chain& chain, Findings& findings, ClaimFacts& facts)
        : exhibits_(exhibits), chain_(chain), findings_(findings), facts_(facts) {}

    void run() {
        // First: statements that contradict the claim's belong to what is checked, whatever comes of the rest.
        check_contradictions();
        const auto mine = chain_.verdict->place(), built = chain_.rebuild->place();
        if (!mine || !built) {
            findings_.fails("chain", !built ? "the rebuild it rests on is an experiment, and no verdict rests on one"
                                            : "the verdict has no place in its room's chain");
            return;
        }
        findings_.status("chain", check_subject(*chain_.verdict, *mine),
                         "the verdict is number " + std::to_string(mine->ordinal) + " of its room's chain");
        before_ = {chain_.verdict};
        if (!follow()) return;
        if (std::ranges::find(before_, chain_.rebuild) == before_.end()) check_older_rebuild();
        check_agreement();
        check_withheld();
        tell();
    }

private:
    /// A closed field `chain` makes the tag; that of the claim is about what was deposited.
    Status check_subject(const Exhibit& exhibit, const ChainPlace& place) const {
        const auto* field = exhibit.field("chain");
        if (field == nullptr) return fail(ErrorKind::Unproven, "what its chain is about is not disclosed");
        const auto subject = TRY(ChainSubject::parse(*field));
        if (subject.tag() != place.tag)
            return fail(ErrorKind::Untrusted, "the tag of its chain is not that of what its chain is about");
        const auto* terms = chain_.terms();
        if (terms == nullptr || &exhibit != chain_.verdict) return {};
        if (subject.vendor != terms->vendor || subject.product != text_at(chain_.deposit, "product", "name") ||
            subject.git_tree != text_at(chain_.deposit, "snapshot", "git_tree"))
            return fail(ErrorKind::Untrusted,
                        "what its chain is about is not the deposit's vendor, product and source");
        return {};
    }

    /// Why a statement does not belong before `after`; Ok where it does.
    Status check_before(const Exhibit* exhibit, const ChainPlace& after) const {
        if (exhibit == nullptr) return fail(ErrorKind::Unproven, "the statement before it is not in the evidence");
        const auto place = exhibit->place();
        if (!place || place->tag != after.tag) return fail(ErrorKind::Untrusted, "it is of another chain");
        if (exhibit->statement.signers() != chain_.verdict->statement.signers())
            return fail(ErrorKind::Untrusted, "it is by another room");
        if (place->ordinal >= after.ordinal)
            return fail(ErrorKind::Untrusted, "its ordinal is not smaller than the next");
        return check_subject(*exhibit, *place);
    }

    /// Why what a statement counts before it is not what `exhibit`, the one before it, makes; Ok where it is.
    static Status check_tally(const Exhibit& exhibit, const ChainPlace& after) {
        const auto place = *exhibit.place();
        auto made = place.before;
        made.add(word_of(exhibit)).add(ChainWord::Unfinished, after.ordinal - place.ordinal - 1);
        if (made.rebuilds_disagree() && !after.before.rebuilds_disagree())
            return fail(ErrorKind::Untrusted, "the statement before it counts rebuilds that disagree, and it does not");
        made.set_rebuilds_disagree(after.before.rebuilds_disagree());
        if (made == after.before) return {};
        return fail(ErrorKind::Untrusted, "a gap that is not explained: it counts before it " + after.before.words() +
                                              ", and the statement it follows makes that " + made.words());
    }

    bool follow() {
        for (auto after = *chain_.verdict->place(); after.previous;) {
            const auto* exhibit = exhibits_.at(*after.previous);
            if (exhibit == nullptr && before_.size() > ChainPlace::kShownLeast) {
                is_cut_ = true;
                return true;
            }
            auto belongs = check_before(exhibit, after);
            if (belongs) belongs = check_tally(*exhibit, after);
            if (!belongs) {
                findings_.error("chain: before number " + std::to_string(after.ordinal), belongs.error());
                return false;
            }
            const auto id = exhibit->statement.id();
            if (!chain_.reached.contains(id)) chain_.earlier.insert(id);
            after = *exhibit->place();
            before_.push_back(exhibit);
        }
        return true;
    }

    /// A rebuild on which a verdict rests may be older than all that a long chain shows.
    void check_older_rebuild() {
        const auto oldest = *before_.back()->place(), place = *chain_.rebuild->place();
        if (!is_cut_ || place.tag != oldest.tag || place.ordinal >= oldest.ordinal) {
            findings_.fails("chain", "the rebuild it rests on does not come before it in the chain");
            return;
        }
        auto counted = place.before;
        counted.add(word_of(*chain_.rebuild));
        if (!oldest.before.holds(counted))
            findings_.fails("chain", "what the room counts before number " + std::to_string(oldest.ordinal) +
                                         " leaves out the rebuild that the verdict rests on");
        else
            findings_.status("chain: number " + std::to_string(place.ordinal), check_subject(*chain_.rebuild, place),
                             "the rebuild it rests on is in the chain");
        is_older_ = true;
    }

    /// What the room's own signatures in this evidence exclude: both statements stay, and the claim does not count.
    void check_contradictions() {
        const auto& rooms = chain_.verdict->statement.signers();
        std::vector<ChainedStatement> chained;
        for (const auto& [id, exhibit] : exhibits_.all())
            if (exhibit.place() && exhibit.statement.signers() == rooms)
                if (auto each = ChainedStatement::of(exhibit.statement); each && *each) chained.push_back(**each);
        bool contradicts = false;
        for (const auto& fault : find_chain_faults(chained)) {
            if (fault.weight != ChainFault::Weight::Contradiction) continue;
            contradicts = true;
            std::string ids;
            for (const auto& id : fault.statements) ids += (ids.empty() ? "" : " and ") + hex(id).substr(0, 16);
            findings_.add("chain", LinkState::Equivocates, fault.what + ": the statements " + ids);
        }
        // They are what proves it: not stray objects, though no link of the claim leads to them.
        for (const auto& each : chained)
            if (contradicts && !chain_.reached.contains(each.id)) chain_.earlier.insert(each.id);
    }

    static ChainWord word_of(const Exhibit& exhibit) {
        if (const auto* verdict = exhibit.as<Verdict>()) return crypto::word_of(verdict->verdict);
        return exhibit.as<Rebuild>()->outcome == Rebuild::Outcome::Built ? ChainWord::Built : ChainWord::Failed;
    }

    /// The rebuilds of the chain that put something out, the oldest first. A failed one leaves what it happened to
    /// finish.
    std::vector<const Exhibit*> built() const {
        auto all = before_;
        if (is_older_) all.push_back(chain_.rebuild);
        std::vector<const Exhibit*> out;
        for (auto at = all.rbegin(); at != all.rend(); ++at)
            if ((*at)->as<Rebuild>() != nullptr && word_of(**at) == ChainWord::Built) out.push_back(*at);
        return out;
    }

    /// The first two rebuilds found that put out different bytes under one path, by their ordinals; empty where none
    /// do. Outputs that are no list have a line of their own in the table of bindings.
    std::string find_disagreement() const {
        struct First {
            std::uint64_t ordinal;
            const Json* output;
        };
        std::map<std::string_view, First> seen;
        for (const auto* rebuild : built()) {
            const auto* outputs = rebuild->field("outputs");
            if (outputs == nullptr || outputs->items() == nullptr) continue;
            const auto ordinal = rebuild->place()->ordinal;
            for (const auto& output : *outputs->items()) {
                const auto [at, is_new] = seen.try_emplace(output.text_at("path"), First{ordinal, &output});
                if (!is_new && at->second.ordinal != ordinal && *at->second.output != output)
                    return std::to_string(at->second.ordinal) + " and " + std::to_string(ordinal);
            }
        }
        return {};
    }

    /// Whether two rebuilds disagree, as the verdict itself counts.
    bool counts_disagreement() const { return chain_.verdict->place()->before.rebuilds_disagree(); }

    /// Two rebuilds that disagree leave one verdict. An earlier one whose outputs are not shown could be one of them.
    void check_agreement() const {
        if (chain_.verdict->as<Verdict>()->verdict == VerdictKind::NotComparable) return;
        for (const auto* rebuild : built())
            if (rebuild->field("outputs") == nullptr)
                findings_.missing(
                    "chain: number " + std::to_string(rebuild->place()->ordinal),
                    "what this rebuild put out is not disclosed, so whether the rebuilds agree is unknown");
        if (const auto two = find_disagreement(); !two.empty())
            findings_.fails("chain", "two rebuilds disagree, numbers " + two + ", and the verdict judges");
        else if (counts_disagreement())
            findings_.fails("chain", "two rebuilds disagree, as the room counts, and the verdict judges");
    }

    /// A difference that was seen is not called incomparable, but where rebuilds disagree or the comparer failed its
    /// test.
    void check_withheld() const {
        const auto comparisons = comparisons_of(*chain_.verdict);
        // Of a chain that is not shown whole, the room's own count speaks for the rest.
        if (!comparisons || !find_disagreement().empty() || (is_cut_ && counts_disagreement())) return;
        if (text_at(chain_.verdict, "self_test", "mutations") != text_at(chain_.verdict, "self_test", "noticed"))
            return;
        for (const auto& it : *comparisons)
            if (it.verdict == VerdictKind::NotComparable && it.rebuilt && *it.rebuilt != it.deployed) {
                findings_.fails("chain", quote(it.deployed_name) +
                                             " differs from what was rebuilt, and the verdict calls "
                                             "it not comparable");
                return;
            }
    }

    static std::string line_of(const Exhibit& exhibit) {
        const auto word = word_of(exhibit);
        const auto said = word == ChainWord::Built    ? std::string("rebuild")
                          : word == ChainWord::Failed ? std::string("rebuild, failed")
                                                      : "verdict " + std::string(name_of(word));
        return std::to_string(exhibit.place()->ordinal) + ": " + said;
    }

    void tell() {
        auto& lines = facts_.history;
        std::uint64_t next = 1;
        if (is_cut_) {
            const auto oldest = *before_.back()->place();
            next = oldest.ordinal;
            lines.push_back(numbers(1, next - 1) + ": not carried; the room counts " + oldest.before.words());
            findings_.remark("chain", "the statements before number " + std::to_string(next) +
                                          " are not in the evidence: the room signs that they are " +
                                          oldest.before.words());
        }
        std::vector<std::string> gaps;
        for (const auto* exhibit : std::vector(before_.rbegin(), before_.rend())) {
            const auto ordinal = exhibit->place()->ordinal;
            if (next < ordinal) {
                gaps.push_back(numbers(next, ordinal - 1));
                lines.push_back(gaps.back() + ": begun and not finished, as the room signs");
            }
            next = ordinal + 1;
            lines.push_back(line_of(*exhibit));
        }
        tell_cautions(gaps);
        findings_.remark("chain: complete",
                         "other verdicts of this release may exist: nothing proves that these are all");
    }

    /// Builds that failed, beside the one that the verdict is about.
    std::uint64_t failed_before() const {
        const auto all = chain_.verdict->place()->before.count(ChainWord::Failed);
        return all - (all > 0 && word_of(*chain_.rebuild) == ChainWord::Failed ? 1 : 0);
    }

    /// What a reader must not miss beside the verdict: gaps, builds that failed, and words of the room that are worse.
    void tell_cautions(const std::vector<std::string>& gaps) {
        const auto before = chain_.verdict->place()->before;
        facts_.unfinished = before.count(ChainWord::Unfinished);
        if (facts_.unfinished > 0) {
            const auto which = gaps.empty() || is_cut_ ? std::string() : ", number " + join(gaps, ", ");
            facts_.cautions.push_back("gap: " + count_of(facts_.unfinished, "build") + " of this source " +
                                      (facts_.unfinished == 1 ? "was" : "were") +
                                      " begun before this verdict and not finished, as the room signs" + which +
                                      ": what came out is not known");
            findings_.remark("chain", facts_.cautions.back());
        }
        if (const auto failed = failed_before(); failed > 0) {
            facts_.cautions.push_back("before this verdict " + count_of(failed, "other build") +
                                      " of this source failed, as the room signs: what came out was not compared");
            findings_.remark("chain", facts_.cautions.back());
        }
        ChainTally worse;
        const auto mine = word_of(*chain_.verdict);
        for (const auto word : {ChainWord::NotComparable, ChainWord::Explained, ChainWord::Unexplained})
            if (word > mine) worse.add(word, before.count(word));
        if (worse.total() > 0) {
            facts_.cautions.push_back("before this verdict the same room said worse of this source: " + worse.words());
            findings_.remark("chain", facts_.cautions.back());
        }
    }

    const Exhibits& exhibits_;
    Chain& chain_;
    Findings& findings_;
    ClaimFacts& facts_;
    std::vector<const Exhibit*> before_;  ///< from the claim back
    bool is_cut_ = false;                 ///< the chain is longer than what is shown
    bool is_older_ = false;               ///< the claim's rebuild is before all that is shown
};

}  // namespace

void check_history(const Exhibits& exhibits, Chain& chain, Findings& findings, ClaimFacts& facts) {
    if (chain.verdict == nullptr || chain.rebuild == nullptr) return;
    History(exhibits, chain, findings, facts).run();
}

}  // namespace assay::crypto
