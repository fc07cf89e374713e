// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/policy.hpp"
#include "crypto/record/agreement_file.hpp"
#include "crypto/record/endorsement.hpp"

namespace assay::crypto {

/// A root's endorsement of a party, opened.
struct RootsWord {
    Identity root;
    Endorsement endorsement;
    StatementId id;
};

/// What the roots of a policy have said of one party. The only judge of endorsements: clients, custodians and the check
/// of evidence all ask it, so that what one of them takes no other refuses.
///
/// - A root may endorse a party several times, and the times may overlap. One that is valid suffices.
/// - Every word is by a root, about exactly this identity and for its role.
class Endorsers {
public:
    explicit Endorsers(Identity party) : party_(std::move(party)) {}
    /// The words of the policy's roots beside an identity; those of other roots are passed over. Errors: Untrusted for
    /// a word of a root of the policy that contradicts the identity; those of opening it.
    static Result<Endorsers> of(const IdentityFile& file, const Policy& policy);

    /// The same word twice is kept once. Errors: Untrusted for a word that is not about this identity in its role, or
    /// not by a root.
    Status add(RootsWord word);
    const Identity& party() const { return party_; }
    const std::vector<RootsWord>& words() const { return words_; }
    /// The words that evidence shows: of each root the last to end, at most kShownMax, and none whose time another one
    /// covers.
    std::vector<const RootsWord*> needed() const;

    /// Ok when the party may act at that time: it is valid then, one of the words is, and so is that word's root.
    /// Errors: Unproven without any word, Untrusted.
    Status valid_at(Time time) const;

    static constexpr std::size_t kShownMax = 8;  ///< words of one root for one party, in evidence

private:
    Identity party_;
    std::vector<RootsWord> words_;
};

/// Ok when a root of the policy endorses the identity for its role, and identity, endorsement and root are valid at
/// `time`. Errors: Untrusted, Unproven.
Status check_endorsed(const IdentityFile& file, const Policy& policy, Time time);

/// Whether every endorsement beside an identity is a root's, signed, and about that identity, whichever root it is and
/// whenever it counts. Errors: Untrusted, Unproven, Invalid.
Status check_words(const IdentityFile& file);

/// An agreement with those endorsements alone that are needed under a policy (`Endorsers::needed`), of all that this
/// copy of it, `newer` and `also`, a newer identity file of one party, have. What a policy's roots have not said is
/// left out, so that nothing else can take the place of what counts. Twice the same gives the same. Errors: as
/// Endorsers::of.
Result<AgreementFile> with_needed_words(const AgreementFile& agreement, const AgreementFile& newer,
                                        const IdentityFile& also, const Policy& policy);

/// Whether an agreement may be acted on under a policy: signed by all, and every party endorsed by a root of the policy
/// for its role, all valid at `time`. Recipients come from nowhere else. Errors: Untrusted, Unproven, each naming the
/// party.
Status check_agreement(const AgreementFile& agreement, const Policy& policy, Time time);

}  // namespace assay::crypto
