// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/endorsed.hpp"

#include "base/core/text.hpp"
#include "crypto/record/endorsement.hpp"

namespace assay::crypto {

namespace {

/// A root's word for an identity, both opened.
struct OpenedWord {
    Identity root;
    Endorsement word;
};

Result<OpenedWord> open_word(const Endorsed& endorsed, const Identity& identity) {
    const auto root = TRY(Identity::open(endorsed.root));
    if (root.role() != Role::Root) return fail(ErrorKind::Untrusted, root.describe() + " is no root");
    IdentityBook book;
    book.add(root);
    const auto word = TRY(Endorsement::parse(TRY(Statement::open(endorsed.word, book))));
    if (word.root != root.id())
        return fail(ErrorKind::Untrusted, "the endorsement is by another root than the one beside it");
    if (word.identity != identity.link()) return fail(ErrorKind::Untrusted, "the endorsement is of another identity");
    if (word.role != identity.role())
        return fail(ErrorKind::Untrusted, "the endorsement is for the role " + std::string(name_of(word.role)));
    return OpenedWord{root, word};
}

Status check_word(const Endorsed& endorsed, const Identity& identity, const Policy& policy, Time time) {
    const auto [root, word] = TRY(open_word(endorsed, identity));
    if (!policy.roots.contains(root.id()))
        return fail(ErrorKind::Untrusted, root.describe() + " is no root of the policy");
    if (!word.validity.contains(time))
        return fail(ErrorKind::Untrusted, "the endorsement is valid from " + word.validity.from.render() + " until " +
                                              word.validity.until.render());
    if (!root.validity().contains(time))
        return fail(ErrorKind::Untrusted, "the root's own identity is not valid at " + time.render());
    return {};
}

}  // namespace

Status check_endorsed(const IdentityFile& file, const Policy& policy, Time time) {
    const auto& identity = file.identity();
    if (time > identity.validity().until)
        return fail(ErrorKind::Untrusted,
                    "the identity of " + identity.describe() + " expired on " + identity.validity().until.render());
    if (time < identity.validity().from)
        return fail(ErrorKind::Untrusted, "the identity of " + identity.describe() + " is valid only from " +
                                              identity.validity().from.render());
    std::string why;
    for (const auto& endorsed : file.endorsements()) {
        const auto checked = check_word(endorsed, identity, policy, time);
        if (checked) return {};
        why += (why.empty() ? ": " : "; ") + checked.error().message();
    }
    return std::unexpected(Error(why.empty() ? ErrorKind::Unproven : ErrorKind::Untrusted,
                                 "no root of the policy endorses " + identity.describe() + why)
                               .with_hint("a root endorses it: escrow key endorse"));
}

Status check_words(const IdentityFile& file) {
    for (const auto& endorsed : file.endorsements())
        TRY_WITHIN("a word for " + file.identity().describe(), open_word(endorsed, file.identity()));
    return {};
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
