// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/contradictions.hpp"

#include "base/core/text.hpp"
#include "crypto/evidence/exhibits.hpp"
#include "crypto/record/chain_faults.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

/// A statement of either file.
struct Piece {
    Exhibit exhibit;
    std::string signer;
    std::array<bool, 2> is_in{};
    std::optional<ChainedStatement> chained;
};

std::string words_of(const Piece& piece) { return piece.chained ? std::string(name_of(piece.chained->word)) : ""; }

class Contradictions {
public:
    explicit Contradictions(const Policy& policy) : policy_(policy) {}

    void add(const Evidence& evidence, std::size_t file) {
        std::vector<CheckedLink> links;
        Findings findings(links);
        const Trust trust(evidence, policy_, findings);
        const Exhibits exhibits(evidence, trust, findings);
        const auto where = std::string(file == 0 ? "the first" : "the second") + " evidence: ";
        for (const auto& link : links)
            if (link.state != LinkState::Holds && link.state != LinkState::Remark)
                out_.passed_over.push_back(where + link.name + ": " + link.detail);
        for (const auto& [id, exhibit] : exhibits.all()) {
            if (exhibit.statement.signers().size() != 1) continue;  // an agreement
            const auto& signer = exhibit.statement.signers().front();
            if (!trust.is_endorsed(signer)) {
                out_.passed_over.push_back(where + "the " + std::string(name_of(exhibit.kind())) + " " +
                                           hex(id).substr(0, 16) + ": no root of the policy endorses " +
                                           trust.describe(signer));
                continue;
            }
            auto& piece = pieces_.try_emplace(id, Piece{exhibit, trust.describe(signer), {}, {}}).first->second;
            piece.is_in[file] = true;
            // The other file may show more of it.
            piece.exhibit.fields.insert(exhibit.fields.begin(), exhibit.fields.end());
            if (auto chained = ChainedStatement::of(exhibit.statement)) piece.chained = std::move(*chained);
        }
    }

    StatementComparison finish() {
        out_.compared = pieces_.size();
        find_in_chains();
        find_second_chains();
        find_twin_held();
        find_twin_acceptances();
        return std::move(out_);
    }

private:
    void found(std::string what, const std::vector<StatementId>& statements) {
        const auto& first = pieces_.at(statements.front());
        Contradiction out{std::move(what), first.signer, {}, first.exhibit.statement.signers().front()};
        for (const auto& id : statements) {
            const auto& piece = pieces_.at(id);
            out.statements.push_back({id, piece.exhibit.kind(), words_of(piece), piece.is_in});
        }
        out_.found.push_back(std::move(out));
    }

    void find_in_chains() {
        std::vector<ChainedStatement> chained;
        for (const auto& [id, piece] : pieces_)
            if (piece.chained) chained.push_back(*piece.chained);
        for (auto& fault : find_chain_faults(chained))
            if (fault.weight == ChainFault::Weight::Contradiction) found(std::move(fault.what), fault.statements);
    }

    /// Across deposits: what a chain is about shows in its closed field.
    void find_second_chains() {
        std::map<std::string, std::map<ChainSubject::Tag, StatementId>> chains;
        std::map<std::pair<IdentityId, StatementId>, std::set<ChainSubject::Tag>> told;  // of one deposit
        for (const auto& [id, piece] : pieces_) {
            const auto* field = piece.exhibit.field("chain");
            if (!piece.chained || field == nullptr) continue;
            told[{piece.chained->room, piece.chained->deposit}].insert(piece.chained->tag);
            const auto subject = ChainSubject::parse(*field);
            if (!subject || subject->tag() != piece.chained->tag) continue;
            const auto about = hex(piece.chained->room) + hex(subject->vendor) +
                               hex(sha256(bytes_of(subject->product))) + hex(sha256(bytes_of(subject->git_tree)));
            chains[about].try_emplace(piece.chained->tag, id);
        }
        for (const auto& [about, by_tag] : chains) {
            const auto is_told = std::ranges::any_of(told, [&](const auto& of_deposit) {
                return std::ranges::all_of(by_tag,
                                           [&](const auto& each) { return of_deposit.second.contains(each.first); });
            });
            if (by_tag.size() < 2 || is_told) continue;
            std::vector<StatementId> ids;
            for (const auto& [tag, id] : by_tag) ids.push_back(id);
            found("a room keeps two chains about one vendor, product and source", ids);
        }
    }

    void find_twin_held() {
        std::map<std::pair<IdentityId, StatementId>, std::vector<StatementId>> by_deposit;
        for (const auto& [id, piece] : pieces_)
            if (const auto* held = piece.exhibit.as<Held>())
                by_deposit[{held->custodian, held->deposit.id()}].push_back(id);
        for (const auto& [about, ids] : by_deposit)
            if (ids.size() > 1) found("a custodian has signed more than once that it holds one deposit", ids);
    }

    /// A room whose data was lost accepts anew: two that say the same exclude nothing.
    void find_twin_acceptances() {
        std::map<std::pair<IdentityId, StatementId>, std::vector<const Piece*>> by_deposit;
        for (const auto& [id, piece] : pieces_)
            if (const auto* acceptance = piece.exhibit.as<Acceptance>())
                by_deposit[{acceptance->room, acceptance->deposit.id()}].push_back(&piece);
        for (const auto& [about, all] : by_deposit) {
            const Piece* first = nullptr;
            for (const auto* each : all) {
                const auto* snapshot = each->exhibit.field("snapshot");
                if (snapshot == nullptr) continue;
                if (first == nullptr) first = each;
                if (*first->exhibit.field("snapshot") == *snapshot) continue;
                found("a room has accepted one deposit twice, with two different snapshots",
                      {first->exhibit.statement.id(), each->exhibit.statement.id()});
                break;
            }
        }
    }

    const Policy& policy_;
    std::map<StatementId, Piece> pieces_;
    StatementComparison out_;
};

}  // namespace

StatementComparison compare_statements(const Evidence& first, const Evidence& second, const Policy& policy) {
    Contradictions contradictions(policy);
    contradictions.add(first, 0);
    contradictions.add(second, 1);
    return contradictions.finish();
}

}  // namespace assay::crypto
