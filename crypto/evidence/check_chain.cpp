// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "crypto/evidence/examiner.hpp"

namespace assay::crypto {

namespace {

/// Follows links from statement to statement and says what holds of each.
class Walk {
public:
    Walk(const Evidence& evidence, Trust& trust, Findings& findings)
        : evidence_(evidence), trust_(trust), findings_(findings) {}

    Chain run() {
        if (evidence_.kind() == ClaimKind::Verdict) {
            if (open_claim(StatementKind::Verdict, chain_.verdict_statement)) from_verdict();
        } else if (open_claim(StatementKind::Held, chain_.held_statement)) {
            from_held();
        }
        return std::move(chain_);
    }

private:
    bool open_claim(StatementKind kind, std::optional<Statement>& into) {
        const auto* object = evidence_.find(evidence_.claim());
        if (object == nullptr) {
            findings_.missing(std::string(name_of(kind)),
                              "the evidence does not hold the statement it claims to prove");
            return false;
        }
        return open(kind, *object, into);
    }

    /// The statement a link names, opened. Says what went wrong and gives false.
    bool follow(StatementKind kind, const Link& link, std::optional<Statement>& into) {
        const auto* object = evidence_.find(id_of(link));
        if (object == nullptr) {
            findings_.missing(std::string(name_of(kind)), "the " + std::string(name_of(kind)) +
                                                              " statement that the chain names is not in the evidence");
            return false;
        }
        if (!open(kind, *object, into)) return false;
        if (into->link() != link) {
            findings_.fails(std::string(name_of(kind)), "its SHA-512 is not the one the chain names");
            into.reset();
            return false;
        }
        return true;
    }

    bool open(StatementKind kind, const SaltedEnvelope& object, std::optional<Statement>& into) {
        auto statement = Statement::open(object, trust_.book());
        if (!statement) {
            findings_.error(std::string(name_of(kind)), statement.error());
            return false;
        }
        if (statement->kind() != kind) {
            findings_.fails(std::string(name_of(kind)),
                            "a " + std::string(name_of(statement->kind())) + " statement stands in its place");
            return false;
        }
        for (const auto& signer : statement->signers()) trust_.reach(signer, findings_);
        into = std::move(*statement);
        return true;
    }

    template <typename Typed>
    bool read(StatementKind kind, const Result<Typed>& typed, std::optional<Typed>& into) {
        if (typed)
            into = *typed;
        else
            findings_.error(std::string(name_of(kind)), typed.error());
        return typed.has_value();
    }

    /// `Holds` when nothing speaks against it.
    void conclude(StatementKind kind, const std::string& against, const std::string& good) {
        if (against.empty())
            findings_.holds(std::string(name_of(kind)), good);
        else
            findings_.fails(std::string(name_of(kind)), against);
    }

    std::string who(const IdentityId& id) const {
        const auto* identity = trust_.book().find(id);
        return identity != nullptr ? identity->describe() : short_id(id);
    }

    void from_verdict() {
        if (!read(StatementKind::Verdict, Verdict::parse(*chain_.verdict_statement), chain_.verdict)) return;
        if (follow(StatementKind::Rebuild, chain_.verdict->rebuild, chain_.rebuild_statement)) from_rebuild();
        const auto& verdict = *chain_.verdict;
        std::string against;
        if (chain_.rebuild && verdict.room != chain_.rebuild->room)
            against = "it is by " + who(verdict.room) + ", the rebuild it rests on by " + who(chain_.rebuild->room);
        if (chain_.rebuild && verdict.deposit != chain_.rebuild->deposit)
            against = "it is about another deposit than the rebuild it rests on";
        if (chain_.agreement && !chain_.agreement->has_room(verdict.room))
            against = "it is by " + who(verdict.room) + ", which is no room of the agreement";
        if (chain_.rebuild && chain_.rebuild->outcome == Rebuild::Outcome::Failed &&
            verdict.verdict != VerdictKind::NotComparable)
            against = "it judges a rebuild that failed";
        conclude(StatementKind::Verdict, against,
                 std::string(name_of(verdict.verdict)) + ", signed by " + who(verdict.room));
    }

    void from_rebuild() {
        if (!read(StatementKind::Rebuild, Rebuild::parse(*chain_.rebuild_statement), chain_.rebuild)) return;
        if (follow(StatementKind::Acceptance, chain_.rebuild->acceptance, chain_.acceptance_statement))
            from_acceptance();
        std::string against;
        if (chain_.acceptance && chain_.rebuild->room != chain_.acceptance->room)
            against = "it is by another room than the acceptance it rests on";
        if (chain_.acceptance && chain_.rebuild->deposit != chain_.acceptance->deposit)
            against = "it is about another deposit than the acceptance it rests on";
        conclude(StatementKind::Rebuild, against, "signed by " + who(chain_.rebuild->room));
    }

    void from_acceptance() {
        if (!read(StatementKind::Acceptance, Acceptance::parse(*chain_.acceptance_statement), chain_.acceptance))
            return;
        if (follow(StatementKind::Export, chain_.acceptance->exported, chain_.export_statement)) from_export();
        std::string against;
        if (chain_.exported && chain_.exported->room != chain_.acceptance->room)
            against = "it is by " + who(chain_.acceptance->room) + ", the pieces went to " + who(chain_.exported->room);
        if (chain_.exported && chain_.exported->deposit != chain_.acceptance->deposit)
            against = "it is about another deposit than was exported";
        conclude(StatementKind::Acceptance, against,
                 "signed by " + who(chain_.acceptance->room) + ": key, ids and shares recomputed");
    }

    void from_export() {
        if (!read(StatementKind::Export, Export::parse(*chain_.export_statement), chain_.exported)) return;
        if (follow(StatementKind::Held, chain_.exported->held, chain_.held_statement)) from_held();
        const auto& exported = *chain_.exported;
        std::string against;
        if (chain_.held && exported.custodian != chain_.held->custodian)
            against = "it is by another custodian than the one that held the deposit";
        if (chain_.held && exported.deposit != chain_.held->deposit)
            against = "it is about another deposit than the one held";
        if (chain_.held && exported.agreement != chain_.held->agreement)
            against = "it is under another agreement than the deposit";
        if (chain_.deposit && exported.pieces != chain_.deposit->pieces)
            against = "other pieces left than the deposit has";
        if (chain_.agreement && !chain_.agreement->has_room(exported.room))
            against = "the pieces went to " + who(exported.room) + ", which is no room of the agreement";
        conclude(StatementKind::Export, against, "signed by " + who(exported.custodian) + ", to " + who(exported.room));
    }

    void from_held() {
        if (!read(StatementKind::Held, Held::parse(*chain_.held_statement), chain_.held)) return;
        if (follow(StatementKind::Deposit, chain_.held->deposit, chain_.deposit_statement)) from_deposit();
        std::string against;
        if (chain_.agreement && chain_.held->custodian != chain_.agreement->custodian)
            against = "it is by " + who(chain_.held->custodian) + ", which is not the agreement's custodian";
        if (chain_.deposit && chain_.held->agreement != chain_.deposit->agreement)
            against = "it is under another agreement than the deposit";
        conclude(StatementKind::Held, against, "every byte held, signed by " + who(chain_.held->custodian));
    }

    void from_deposit() {
        if (!read(StatementKind::Deposit, Deposit::parse(*chain_.deposit_statement), chain_.deposit)) return;
        if (follow(StatementKind::Agreement, chain_.deposit->agreement, chain_.agreement_statement)) from_agreement();
        const auto& deposit = *chain_.deposit;
        std::string against;
        if (chain_.agreement) {
            const auto& agreement = *chain_.agreement;
            if (deposit.vendor != agreement.vendor)
                against = "it is by " + who(deposit.vendor) + ", which is not the agreement's vendor";
            if (deposit.threshold.needed != agreement.threshold.needed ||
                deposit.shares.size() != agreement.trustees.size())
                against = "its shares are not those the agreement asks for";
            for (std::size_t i = 0; against.empty() && i < deposit.shares.size(); ++i)
                if (deposit.shares[i].trustee != agreement.trustees[i])
                    against = "its share " + std::to_string(i + 1) + " is not for the trustee of that number";
        }
        conclude(StatementKind::Deposit, against, "signed by " + who(deposit.vendor));
    }

    void from_agreement() {
        if (!read(StatementKind::Agreement, Agreement::parse(*chain_.agreement_statement, trust_.book()),
                  chain_.agreement))
            return;
        conclude(StatementKind::Agreement, "",
                 "signed by all " + std::to_string(chain_.agreement->parties().size()) + " parties");
    }

    const Evidence& evidence_;
    Trust& trust_;
    Findings& findings_;
    Chain chain_;
};

}  // namespace

std::vector<const Statement*> Chain::in_order() const {
    std::vector<const Statement*> out;
    for (const auto* statement : {&agreement_statement, &deposit_statement, &held_statement, &export_statement,
                                  &acceptance_statement, &rebuild_statement, &verdict_statement})
        if (*statement) out.push_back(&**statement);
    return out;
}

Chain walk_chain(const Evidence& evidence, Trust& trust, Findings& findings) {
    return Walk(evidence, trust, findings).run();
}

}  // namespace assay::crypto
