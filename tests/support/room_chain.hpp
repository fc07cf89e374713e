// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/chain_faults.hpp"
#include "tests/support/world.hpp"

#include <deque>

namespace assay::test {

/// What the room of a world says of its deposit one after the other, with its own keys: as its programs would, or
/// otherwise.
class RoomChain {
public:
    struct Said {
        crypto::SaltedEnvelope statement;
        crypto::ClosedPart closed;
        crypto::ChainPlace place;
        crypto::ChainWord word;
        crypto::StatementLink link;

        /// The place after it.
        crypto::ChainPlace next(std::uint64_t unfinished = 0) const { return place.next(link, word, unfinished); }
        crypto::StatementId id() const { return link.id(); }
    };

    RoomChain();
    /// The first place of the chain that fits the deposit, or of another with that salt.
    crypto::ChainPlace first(std::uint8_t salt = 0) const;
    /// A rebuild that put these bytes out. References stay good.
    const Said& rebuild(const crypto::ChainPlace& at, std::string_view bytes = "the deployed file");
    /// One that put nothing out, as the room says.
    const Said& failed_rebuild(const crypto::ChainPlace& at);
    const Said& judge(const crypto::ChainPlace& at, crypto::VerdictKind verdict, const Said& rebuild);

    /// Evidence of a verdict with these statements of the room, the claim last. Its rebuild and the claim are logged.
    crypto::Evidence evidence(const std::vector<const Said*>& shown, const Said& rebuild) const;
    crypto::CheckReport check(const crypto::Evidence& evidence,
                              crypto::Policy::Gaps gaps = crypto::Policy::Gaps::Tell) const;

    World w;

private:
    crypto::ChainSubject subject(const crypto::ChainPlace& at) const;
    template <typename Body>
    const Said& say(Body body, Fields fields, const crypto::ChainPlace& at, crypto::ChainWord word);

    std::deque<Said> said_;
};

}  // namespace assay::test
