// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "crypto/evidence/examiner.hpp"
#include "crypto/evidence/room_checks.hpp"

#include <algorithm>

/// A room's rebuilds and verdicts of one release are counted, so that a build that tosses a coin cannot be repeated
/// until it suits. Page: crypto/record/chain.md.
namespace assay::crypto {

namespace {

std::string text_at(const Exhibit* exhibit, std::string_view field, std::string_view member) {
    const auto* value = exhibit != nullptr ? exhibit->field(field) : nullptr;
    return value != nullptr ? std::string(value->text_at(member)) : std::string();
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

class History {
public:
    History(const Exhibits& exhibits, Chain& chain, Findings& findings)
        : exhibits_(exhibits), chain_(chain), findings_(findings) {}

    std::vector<std::string> run() {
        const auto mine = chain_.verdict->place(), built = chain_.rebuild->place();
        if (!mine || !built) {
            findings_.fails("chain", !built ? "the rebuild it rests on is an experiment, and no verdict rests on one"
                                            : "the verdict has no place in its room's chain");
            return {};
        }
        findings_.status("chain", check_subject(*chain_.verdict, *mine),
                         "the verdict is number " + std::to_string(mine->ordinal) + " of its room's chain");
        before_ = {chain_.verdict};
        if (!follow()) return {};
        if (std::ranges::find(before_, chain_.rebuild) == before_.end())
            findings_.fails("chain", "the rebuild it rests on does not come before it in the chain");
        check_agreement();
        check_withheld();
        return tell();
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

    bool follow() {
        for (auto after = *chain_.verdict->place(); after.previous;) {
            const auto* exhibit = exhibits_.at(*after.previous);
            if (const auto belongs = check_before(exhibit, after); !belongs) {
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

    /// The rebuilds of the chain that put something out. A failed one leaves what it happened to finish.
    std::vector<const Exhibit*> built() const {
        std::vector<const Exhibit*> out;
        for (const auto* exhibit : before_)
            if (const auto* rebuild = exhibit->as<Rebuild>();
                rebuild != nullptr && rebuild->outcome == Rebuild::Outcome::Built)
                out.push_back(exhibit);
        return out;
    }

    /// The first two rebuilds that disagree, by their ordinals; empty where none do.
    std::string find_disagreement() const {
        const auto rebuilds = built();
        for (std::size_t i = 0; i < rebuilds.size(); ++i)
            for (std::size_t j = i + 1; j < rebuilds.size(); ++j) {
                const auto *one = rebuilds[i]->field("outputs"), *other = rebuilds[j]->field("outputs");
                if (one != nullptr && other != nullptr && disagree(*one, *other))
                    return std::to_string(rebuilds[j]->place()->ordinal) + " and " +
                           std::to_string(rebuilds[i]->place()->ordinal);
            }
        return {};
    }

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
    }

    /// A difference that was seen is not called incomparable, but where rebuilds disagree or the comparer failed its
    /// test.
    void check_withheld() const {
        const auto comparisons = comparisons_of(*chain_.verdict);
        if (!comparisons || !find_disagreement().empty()) return;
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

    static std::string word_of(const Exhibit& rebuild) {
        const auto* typed = rebuild.as<Rebuild>();
        return typed != nullptr && typed->outcome == Rebuild::Outcome::Failed ? "rebuild, failed" : "rebuild";
    }

    std::vector<std::string> tell() const {
        std::vector<std::string> out;
        std::uint64_t next = 1, gaps = 0;
        for (const auto* exhibit : std::vector(before_.rbegin(), before_.rend())) {
            const auto ordinal = exhibit->place()->ordinal;
            if (next < ordinal)
                out.push_back(std::to_string(next) + (next + 1 < ordinal ? " to " + std::to_string(ordinal - 1) : "") +
                              ": not shown: a build that never ended, or a statement left out");
            gaps += ordinal - next;
            next = ordinal + 1;
            const auto* verdict = exhibit->as<Verdict>();
            out.push_back(
                std::to_string(ordinal) + ": " +
                (verdict != nullptr ? "verdict " + std::string(name_of(verdict->verdict)) : word_of(*exhibit)));
        }
        if (gaps > 0)
            findings_.remark("chain", count_of(gaps, "number") + " of this chain " + (gaps == 1 ? "is" : "are") +
                                          " not shown: a build that never ended, or a statement left out");
        findings_.remark("chain: complete",
                         "other verdicts of this release may exist: nothing proves that these are all");
        return out;
    }

    const Exhibits& exhibits_;
    Chain& chain_;
    Findings& findings_;
    std::vector<const Exhibit*> before_;  ///< from the claim back
};

}  // namespace

std::vector<std::string> check_history(const Exhibits& exhibits, Chain& chain, Findings& findings) {
    if (chain.verdict == nullptr || chain.rebuild == nullptr) return {};
    return History(exhibits, chain, findings).run();
}

}  // namespace assay::crypto
