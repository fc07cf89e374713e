// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/chain_faults.hpp"

#include "base/core/text.hpp"
#include "crypto/record/rebuild.hpp"
#include "crypto/record/verdict.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace assay::crypto {

namespace {

using Chain = std::pair<IdentityId, ChainSubject::Tag>;
using Ids = std::set<StatementId>;
using Weight = ChainFault::Weight;

std::string numbers(std::uint64_t first, std::uint64_t last) {
    if (first == last) return "number " + std::to_string(first) + " was";
    return "numbers " + std::to_string(first) + " to " + std::to_string(last) + " were";
}

class ChainFaults {
public:
    explicit ChainFaults(std::span<const ChainedStatement> chained) {
        for (const auto& each : chained) by_id_.emplace(each.id, &each);
        for (const auto& [id, each] : by_id_) {
            chains_[{each->room, each->tag}][each->ordinal].push_back(each);
            followers_[{each->room, each->previous.value_or(StatementId(each->tag.array()))}].insert(id);
            auto& first = first_about_[{each->room, each->deposit}][each->tag];
            if (first == nullptr || each->ordinal < first->ordinal) first = each;
        }
    }

    std::vector<ChainFault> run() {
        find_shared_ordinals();
        find_shared_previous();
        for (const auto& [chain, by_ordinal] : chains_) walk(by_ordinal);
        find_second_chains();
        return std::move(faults_);
    }

private:
    using ByOrdinal = std::map<std::uint64_t, std::vector<const ChainedStatement*>>;

    void add(Weight weight, std::string what, std::vector<StatementId> statements) {
        faults_.push_back({std::move(what), std::move(statements), weight});
    }
    void contradict(std::string what, const ChainedStatement& one, const ChainedStatement& other) {
        add(Weight::Contradiction, std::move(what), {one.id, other.id});
    }

    void find_shared_ordinals() {
        for (const auto& [chain, by_ordinal] : chains_)
            for (const auto& [ordinal, twins] : by_ordinal) {
                if (twins.size() < 2) continue;
                Ids ids;
                for (const auto* each : twins) ids.insert(each->id);
                add(Weight::Contradiction, "a room has given two statements one number in its chain",
                    {ids.begin(), ids.end()});
                shared_ordinals_.insert(std::move(ids));
            }
    }

    void find_shared_previous() {
        for (const auto& [previous, ids] : followers_)
            // Two of one number often follow the same statement; that is one contradiction.
            if (ids.size() > 1 && !shared_ordinals_.contains(ids))
                add(Weight::Contradiction, "a room has let two statements follow one in its chain",
                    {ids.begin(), ids.end()});
    }

    void walk(const ByOrdinal& by_ordinal) {
        const std::vector<const ChainedStatement*>* before = nullptr;
        for (const auto& [ordinal, all] : by_ordinal) {
            for (const auto* each : all) {
                if (before == nullptr)
                    check_first(*each);
                else
                    check_after(*before_of(*each, *before), *each);
            }
            before = &all;
        }
    }

    /// Of those with the next smaller ordinal, the one that is named, else any.
    const ChainedStatement* before_of(const ChainedStatement& each,
                                      const std::vector<const ChainedStatement*>& before) const {
        const auto named = each.previous ? by_id_.find(*each.previous) : by_id_.end();
        const bool is_among = named != by_id_.end() && named->second->tag == each.tag &&
                              named->second->ordinal == before.front()->ordinal;
        return is_among ? named->second : before.front();
    }

    void check_first(const ChainedStatement& first) {
        if (!first.previous)
            tell_unfinished(0, first);
        else if (by_id_.contains(*first.previous))
            contradict("a room names as the statement before one of another chain, or one with a larger number",
                       *by_id_.at(*first.previous), first);
        else
            tell_unseen(first);
    }

    void check_after(const ChainedStatement& before, const ChainedStatement& after) {
        auto counted = before.before;
        counted.add(before.word);
        if (!after.before.holds(counted)) {
            contradict("what a room counts before number " + std::to_string(after.ordinal) +
                           " of its chain leaves out what it said in number " + std::to_string(before.ordinal),
                       before, after);
            return;
        }
        if (after.previous != before.id) {
            if (after.previous && !by_id_.contains(*after.previous))
                tell_unseen(after);
            else
                contradict("a room passes over number " + std::to_string(before.ordinal) + " of its chain: number " +
                               std::to_string(after.ordinal) + " names another statement as the one before",
                           before, after);
            return;
        }
        counted.add(ChainWord::Unfinished, after.ordinal - before.ordinal - 1);
        counted.set_rebuilds_disagree(after.before.rebuilds_disagree());
        if (counted != after.before)
            contradict("what a room counts before number " + std::to_string(after.ordinal) +
                           " of its chain is more than it has said",
                       before, after);
        else
            tell_unfinished(before.ordinal, after);
    }

    void tell_unfinished(std::uint64_t before, const ChainedStatement& after) {
        if (after.ordinal - before == 1) return;
        add(Weight::Remark, numbers(before + 1, after.ordinal - 1) + " begun and not finished, as the room signs",
            {after.id});
    }

    void tell_unseen(const ChainedStatement& after) {
        add(Weight::Remark,
            "number " + std::to_string(after.ordinal) +
                " of a room's chain follows a statement that is not here; before it the room counts " +
                after.before.words(),
            {after.id});
    }

    void find_second_chains() {
        for (const auto& [about, by_tag] : first_about_) {
            if (by_tag.size() < 2) continue;
            std::vector<StatementId> firsts;
            for (const auto& [tag, first] : by_tag) firsts.push_back(first->id);
            add(Weight::Contradiction, "a room has begun a second chain about one deposit", std::move(firsts));
        }
    }

    std::map<StatementId, const ChainedStatement*> by_id_;
    std::map<Chain, ByOrdinal> chains_;
    std::map<std::pair<IdentityId, StatementId>, Ids> followers_;
    std::map<std::pair<IdentityId, StatementId>, std::map<ChainSubject::Tag, const ChainedStatement*>> first_about_;
    std::set<Ids> shared_ordinals_;
    std::vector<ChainFault> faults_;
};

}  // namespace

Result<std::optional<ChainedStatement>> ChainedStatement::of(const Statement& statement) {
    std::optional<ChainPlace> place;
    auto word = ChainWord::Built;
    std::optional<StatementLink> deposit;
    if (statement.kind() == StatementKind::Rebuild) {
        const auto rebuild = TRY(Rebuild::parse(statement));
        place = rebuild.chain;
        deposit = rebuild.deposit;
        word = rebuild.outcome == Rebuild::Outcome::Built ? ChainWord::Built : ChainWord::Failed;
    }
    if (statement.kind() == StatementKind::Verdict) {
        const auto verdict = TRY(Verdict::parse(statement));
        place = verdict.chain;
        deposit = verdict.deposit;
        word = word_of(verdict.verdict);
    }
    if (!place) return std::optional<ChainedStatement>();
    ChainedStatement out{.room = statement.named_signers().front(),
                         .tag = place->tag,
                         .id = statement.id(),
                         .deposit = deposit->id(),
                         .ordinal = place->ordinal,
                         .previous = std::nullopt,
                         .before = place->before,
                         .word = word};
    if (place->previous) out.previous = place->previous->id();
    return std::optional(out);
}

std::vector<ChainFault> find_chain_faults(std::span<const ChainedStatement> chained) {
    return ChainFaults(chained).run();
}

}  // namespace assay::crypto
