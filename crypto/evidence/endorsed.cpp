// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/endorsed.hpp"

#include "base/core/text.hpp"

#include <algorithm>
#include <map>

namespace assay::crypto {

namespace {

std::string span_of(const Validity& validity) {
    return "valid from " + validity.from.render() + " until " + validity.until.render();
}

Result<RootsWord> open_word(const Endorsed& endorsed) {
    auto root = TRY(Identity::open(endorsed.root));
    IdentityBook book;
    book.add(root);
    const auto statement = TRY(Statement::open(endorsed.word, book));
    auto word = TRY(Endorsement::parse(statement));
    if (word.root != root.id())
        return fail(ErrorKind::Untrusted, "the endorsement is by another root than the one beside it");
    return RootsWord{std::move(root), std::move(word), statement.id()};
}

Status check_word(const RootsWord& word, const Identity& party) {
    if (word.root.role() != Role::Root) return fail(ErrorKind::Untrusted, word.root.describe() + " is no root");
    if (word.endorsement.identity != party.link())
        return fail(ErrorKind::Untrusted, word.root.describe() + " endorses another identity than " + party.describe());
    if (word.endorsement.role != party.role())
        return fail(ErrorKind::Untrusted, word.root.describe() + " endorses " + party.describe() + " for the role " +
                                              std::string(name_of(word.endorsement.role)) +
                                              ", which contradicts its identity");
    return {};
}

/// What is beside an identity and by a root of the policy.
std::vector<const Endorsed*> of_roots(const IdentityFile& file, const Policy& policy) {
    std::vector<const Endorsed*> out;
    for (const auto& endorsed : file.endorsements())
        if (const auto root = peek_link(endorsed.root.envelope);
            root && policy.roots.contains(IdentityId(root->id().array())))
            out.push_back(&endorsed);
    return out;
}

/// The identity of the first file with the words that are needed, of all the files of it.
Result<IdentityFile> with_needed_words(const std::vector<const IdentityFile*>& files, const Policy& policy) {
    Endorsers endorsers(files.front()->identity());
    std::map<StatementId, const Endorsed*> envelopes;
    for (const auto* file : files) {
        const auto its = TRY(Endorsers::of(*file, policy));
        for (const auto& word : its.words()) TRY(endorsers.add(word));
        for (const auto* endorsed : of_roots(*file, policy))
            envelopes.try_emplace(TRY(peek_link(endorsed->word.envelope)).id(), endorsed);
    }
    auto out = TRY(IdentityFile::of(files.front()->statement()));
    for (const auto* word : endorsers.needed())
        if (out.endorsements().size() < IdentityFile::kEndorsementsMax) TRY(out.add(*envelopes.at(word->id)));
    return out;
}

bool covers(const Validity& wide, const Validity& narrow) {
    return wide.from <= narrow.from && narrow.until <= wide.until;
}

}  // namespace

Result<Endorsers> Endorsers::of(const IdentityFile& file, const Policy& policy) {
    Endorsers out(file.identity());
    for (const auto* endorsed : of_roots(file, policy)) {
        auto word = TRY_WITHIN("an endorsement of " + file.identity().describe(), open_word(*endorsed));
        TRY(out.add(std::move(word)));
    }
    return out;
}

Status Endorsers::add(RootsWord word) {
    TRY(check_word(word, party_));
    const bool is_known = std::ranges::any_of(words_, [&](const auto& known) { return known.id == word.id; });
    if (!is_known) words_.push_back(std::move(word));
    return {};
}

std::vector<const RootsWord*> Endorsers::needed() const {
    std::vector<const RootsWord*> newest;
    for (const auto& word : words_) newest.push_back(&word);
    std::ranges::stable_sort(newest, [](const auto* a, const auto* b) {
        return a->endorsement.validity.until > b->endorsement.validity.until;
    });
    std::map<IdentityId, std::vector<const RootsWord*>> by_root;
    std::vector<const RootsWord*> out;
    for (const auto* word : newest) {
        auto& shown = by_root[word->root.id()];
        const bool is_covered = std::ranges::any_of(
            shown, [&](const auto* other) { return covers(other->endorsement.validity, word->endorsement.validity); });
        if (is_covered || shown.size() >= kShownMax) continue;
        shown.push_back(word);
        out.push_back(word);
    }
    return out;
}

Status Endorsers::valid_at(Time time) const {
    if (const auto& validity = party_.validity(); time > validity.until)
        return fail(ErrorKind::Untrusted,
                    "the identity of " + party_.describe() + " expired on " + validity.until.render());
    else if (time < validity.from)
        return fail(ErrorKind::Untrusted,
                    "the identity of " + party_.describe() + " is valid only from " + validity.from.render());
    if (words_.empty())
        return fail(
            Error(ErrorKind::Unproven, "no root of the policy endorses " + party_.describe())
                .with_hint("a root endorses it: escrow key endorse; where an agreement was drawn up before, escrow "
                           "agreement renew takes that over"));
    // An endorsement counts no longer than the root that gave it.
    const RootsWord* of_another_time = nullptr;
    for (const auto& word : words_) {
        if (!word.endorsement.validity.contains(time)) continue;
        if (word.root.validity().contains(time)) return {};
        of_another_time = &word;
    }
    if (of_another_time != nullptr)
        return fail(ErrorKind::Untrusted,
                    party_.describe() + " is endorsed by a root out of its time: " + of_another_time->root.describe() +
                        " is " + span_of(of_another_time->root.validity()) + ", not at " + time.render());
    const auto last = std::ranges::max_element(words_, {}, [](const auto& w) { return w.endorsement.validity.until; });
    return fail(Error(ErrorKind::Untrusted, "no endorsement of " + party_.describe() + " is valid at " + time.render() +
                                                ": the last one, by " + last->root.describe() + ", is " +
                                                span_of(last->endorsement.validity))
                    .with_hint("a root endorses it anew: escrow key endorse; escrow agreement renew takes that over"));
}

Status check_endorsed(const IdentityFile& file, const Policy& policy, Time time) {
    const auto endorsers = TRY(Endorsers::of(file, policy));
    if (endorsers.words().empty() && !file.endorsements().empty()) {
        const auto root = TRY(Identity::open(file.endorsements().front().root));
        return fail(Error(ErrorKind::Untrusted, "no root of the policy endorses " + file.identity().describe() + ": " +
                                                    root.describe() + " is no root of the policy")
                        .with_hint("a root of the policy endorses it: escrow key endorse"));
    }
    return endorsers.valid_at(time);
}

Status check_words(const IdentityFile& file) {
    const auto& party = file.identity();
    for (const auto& endorsed : file.endorsements()) {
        const auto word = TRY_WITHIN("an endorsement of " + party.describe(), open_word(endorsed));
        TRY(check_word(word, party));
    }
    return {};
}

Result<AgreementFile> with_needed_words(const AgreementFile& agreement, const AgreementFile& newer,
                                        const IdentityFile& also, const Policy& policy) {
    std::vector<IdentityFile> parties;
    for (const auto& file : agreement.identities()) {
        std::vector<const IdentityFile*> files = {&file};
        if (const auto* other = newer.find(file.identity().id())) files.push_back(other);
        if (also.identity().id() == file.identity().id()) files.push_back(&also);
        parties.push_back(TRY(with_needed_words(files, policy)));
    }
    return AgreementFile::from(agreement.statement(), std::move(parties));
}

Status check_agreement(const AgreementFile& agreement, const Policy& policy, Time time) {
    if (const auto missing = agreement.missing(); !missing.empty()) {
        std::vector<std::string> names;
        for (const auto& id : missing) names.push_back(agreement.book().find(id)->describe());
        return std::unexpected(Error(ErrorKind::Unproven, "the agreement is not signed by " + join(names, ", "))
                                   .with_hint("each signs it: escrow agreement sign"));
    }
    for (const auto& file : agreement.identities()) TRY_WITHIN("agreement", check_endorsed(file, policy, time));
    return {};
}

}  // namespace assay::crypto
