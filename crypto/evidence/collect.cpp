// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/collect.hpp"

#include "crypto/record/acceptance.hpp"
#include "crypto/record/export.hpp"
#include "crypto/record/rebuild.hpp"
#include "crypto/record/verdict.hpp"

#include <vector>

namespace assay::crypto {

namespace {

using Fields = std::vector<const char*>;

class Collector {
public:
    Collector(const OpenedStatements& known, const IdentityBook& book, Evidence& out)
        : known_(known), book_(book), out_(out) {}

    /// Takes a statement in its own type, with these of its closed fields. Errors: NotFound.
    template <typename T>
    Result<T> take(const StatementId& id, StatementKind kind, const Fields& fields) {
        const auto at = known_.find(id);
        if (at == known_.end())
            return fail(ErrorKind::NotFound, "its " + std::string(name_of(kind)) + " is not among the statements");
        const auto statement = TRY(Statement::open(at->second.statement, book_));
        auto typed = TRY(T::parse(statement));
        TRY(out_.add(at->second.statement));
        show(id, fields);
        return typed;
    }

    void show(const StatementId& id, const Fields& fields) {
        const auto at = known_.find(id);
        if (at == known_.end() || !at->second.closed) return;
        for (const auto* field : fields)
            if (const auto* found = at->second.closed->find(field)) out_.disclose(id, field, *found);
    }

    /// What was signed before a statement of the chain, newest first.
    Status take_chain(std::optional<ChainPlace> place) {
        for (std::size_t shown = 0; place && place->previous && shown < ChainPlace::kShownLeast; ++shown) {
            const auto id = place->previous->id();
            const auto at = known_.find(id);
            if (at == known_.end()) break;
            place = TRY(place_of(TRY(Statement::open(at->second.statement, book_))));
            TRY(out_.add(at->second.statement));
            show(id, {"chain", "outputs"});
        }
        return {};
    }

private:
    static Result<std::optional<ChainPlace>> place_of(const Statement& statement) {
        if (statement.kind() == StatementKind::Verdict) return std::optional(TRY(Verdict::parse(statement)).chain);
        return TRY(Rebuild::parse(statement)).chain;
    }

    const OpenedStatements& known_;
    const IdentityBook& book_;
    Evidence& out_;
};

}  // namespace

Result<Evidence> collect_verdict(const StatementId& verdict, const Evidence& receipt, const OpenedStatements& known,
                                 const IdentityBook& book, const ProofSet& proofs) {
    Evidence out(ClaimKind::Verdict, verdict);
    out.merge(receipt);
    Collector collector(known, book, out);
    const auto judged = TRY(collector.take<Verdict>(verdict, StatementKind::Verdict,
                                                    {"comparisons", "links", "grade", "self_test", "vsa", "chain"}));
    const auto rebuilt = TRY(collector.take<Rebuild>(judged.rebuild.id(), StatementKind::Rebuild,
                                                     {"outputs", "provenance", "opaque", "chain"}));
    const auto accepted =
        TRY(collector.take<Acceptance>(rebuilt.acceptance.id(), StatementKind::Acceptance, {"snapshot", "levels"}));
    TRY(collector.take<Export>(accepted.exported.id(), StatementKind::Export, {}));
    collector.show(judged.deposit.id(), {"product", "source", "snapshot", "recipe", "lock"});
    TRY(collector.take_chain(judged.chain));
    out.prove(proofs);
    return out;
}

}  // namespace assay::crypto
