// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/evidence.hpp"
#include "crypto/evidence/policy.hpp"
#include "crypto/record/acceptance.hpp"
#include "crypto/record/agreement_file.hpp"
#include "crypto/record/deposit.hpp"
#include "crypto/record/endorsement.hpp"
#include "crypto/record/export.hpp"
#include "crypto/record/held.hpp"
#include "crypto/record/rebuild.hpp"
#include "crypto/record/verdict.hpp"
#include "crypto/sealing/deposit_key.hpp"
#include "crypto/tlog/checkpoint_signer.hpp"
#include "tests/support/support.hpp"

#include <deque>

namespace assay::test {

/// One party with its private keys in memory.
struct Party {
    crypto::Identity identity;
    crypto::SaltedEnvelope statement;
    std::map<std::string, std::shared_ptr<crypto::PrivateKey>> keys;

    crypto::StatementSigner signer() const;
    const crypto::IdentityId& id() const { return identity.id(); }
};

/// Everybody of one escrow, and a log with one witness, all in memory: set-up for tests of what is signed.
///
/// The members are plain, so that a test can change one thing before it builds the next.
class World {
public:
    explicit World(std::uint64_t seed = 1);

    Party make_party(const std::string& name, crypto::Role role) { return make_party(name, role, at(100'000)); }
    Party make_party(const std::string& name, crypto::Role role, Time until);
    crypto::SaltedEnvelope endorse(const Party& root, const Party& party);
    crypto::SaltedEnvelope sign(const std::string& payload, const Party& party);
    Time at(int minute) const { return *Time::from_seconds(1'800'000'000 + minute * 60); }

    /// Adds a leaf and gives its index.
    std::uint64_t log(const crypto::SaltedEnvelope& statement);
    /// The log's checkpoint now, signed by the log and the witness.
    std::string checkpoint(int minute);
    /// Proves a logged statement under the newest checkpoint.
    void prove(crypto::Evidence& evidence, const crypto::SaltedEnvelope& statement, const std::string& checkpoint);

    crypto::Policy policy() const;
    std::string tlog_policy() const;

    /// The whole chain, with evidence that proves `verdict`.
    void build_chain();
    crypto::Evidence evidence() const;
    /// Adds what evidence does not prove to be logged: its salt is none.
    void add_unlogged(crypto::Evidence& evidence, const crypto::SaltedEnvelope& statement) const;
    void add_parties(crypto::Evidence& evidence) const;
    crypto::DigestSet deployed_digest() const { return crypto::DigestSet::of(bytes_of("the deployed file")); }

    CountingRandom random;
    Party root, custodian, vendor, room, witness;
    std::vector<Party> trustees;
    std::map<crypto::IdentityId, crypto::SaltedEnvelope> endorsements;

    std::vector<crypto::LeafEntry> leaves;
    std::map<crypto::LeafEntry, std::uint64_t> indexes;

    // Filled by build_chain, in this order.
    crypto::ClosedPart deposit_closed, acceptance_closed, rebuild_closed, verdict_closed;
    crypto::Deposit deposit_body();
    crypto::SaltedEnvelope agreement, deposit, held, exported, acceptance, rebuild, verdict;
    std::vector<std::pair<crypto::SaltedEnvelope, std::string>> logged;  ///< with the checkpoint of its time

    crypto::IdentityBook book() const;
    crypto::Link link(const crypto::SaltedEnvelope& statement) const {
        return need(crypto::peek_link(statement.envelope));
    }
    std::vector<const Party*> parties() const;
    crypto::Agreement terms() const;
};

}  // namespace assay::test
