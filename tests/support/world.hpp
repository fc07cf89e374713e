// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/check.hpp"
#include "crypto/record/acceptance.hpp"
#include "crypto/record/access.hpp"
#include "crypto/record/agreement_file.hpp"
#include "crypto/record/deposit.hpp"
#include "crypto/record/endorsement.hpp"
#include "crypto/record/export.hpp"
#include "crypto/record/held.hpp"
#include "crypto/record/rebuild.hpp"
#include "crypto/record/verdict.hpp"
#include "crypto/sealing/deposit_key.hpp"
#include "crypto/tlog/checkpoint_signer.hpp"
#include "tests/support/closed_fields.hpp"
#include "tests/support/support.hpp"

#include <functional>

namespace assay::test {

/// One party with its private keys in memory.
struct Party {
    crypto::Identity identity;
    crypto::SaltedEnvelope statement;
    std::map<std::string, std::shared_ptr<crypto::PrivateKey>> keys;

    crypto::StatementSigner signer() const;
    const crypto::IdentityId& id() const { return identity.id(); }
};

/// Which statement is about to be signed: its kind, and the party it is of where there are many of that kind.
struct Signing {
    crypto::StatementKind kind;
    std::string party = {};  ///< an identity's own name, or that of the party endorsed
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
    /// The chain anew from one statement on, what is before it kept.
    void build_from(crypto::StatementKind first);
    /// Makes every party's identity and endorsement anew, as `change_payload` wants them. Errors: those of opening one.
    Status remake_parties();
    /// Change a payload before it is signed, or a closed field before it is committed to; what comes later rests on it.
    std::function<Json(const Signing& signing, Json payload)> change_payload;
    std::function<Json(crypto::StatementKind kind, const std::string& field, Json value)> change_field;
    /// Closed fields beyond those a statement has.
    std::function<Fields(crypto::StatementKind kind)> more_fields;
    Work work{.comparisons = {identical("sbin/routerd", "the deployed file", "usr/sbin/routerd"),
                              identical("sbin/debugshell", "a shell", "usr/sbin/debugshell")},
              .links = {{"sbin/login", "routerd"}}};

    /// Whether the room opens the source to somebody at the end of the chain, and the evidence holds that too.
    bool opens = false;

    crypto::Evidence evidence() const;
    /// Adds what evidence does not prove to be logged.
    void add_unlogged(crypto::Evidence& evidence, const crypto::SaltedEnvelope& statement) const;
    void add_parties(crypto::Evidence& evidence) const;
    crypto::DigestSet deployed_digest() const { return crypto::DigestSet::of(bytes_of("the deployed file")); }
    /// The reader's folder, just as it was judged.
    crypto::DeployedSet deployed() const;

    CountingRandom random;
    Party root, custodian, vendor, room, witness;
    std::vector<Party> trustees;
    std::map<crypto::IdentityId, crypto::SaltedEnvelope> endorsements;

    std::vector<crypto::LeafEntry> leaves;
    std::map<crypto::LeafEntry, std::uint64_t> indexes;

    // Filled by build_chain, in this order.
    crypto::ClosedPart deposit_closed, acceptance_closed, rebuild_closed, verdict_closed, access_closed;
    crypto::Deposit deposit_body();
    crypto::SaltedEnvelope agreement, deposit, held, exported, acceptance, rebuild, verdict, access;
    std::vector<std::pair<crypto::SaltedEnvelope, std::string>> logged;  ///< with the checkpoint of its time

    crypto::IdentityBook book() const;
    crypto::StatementLink link(const crypto::SaltedEnvelope& statement) const {
        return need(crypto::peek_link(statement.envelope));
    }
    std::vector<const Party*> parties() const;
    crypto::Agreement terms() const;
    /// What the room says of its sealed closed parts.
    std::vector<crypto::SealedPartRecord> sealed() const;

private:
    /// As `sign`, by the party that the payload names, after `change_payload`.
    crypto::SaltedEnvelope sign_changed(const Signing& signing, const std::string& payload, const Party& party);
    std::string changed(const Signing& signing, const std::string& payload) const;
    crypto::ClosedPart fields(crypto::StatementKind kind, Fields values);
    WorkPlace place(int minute) const { return {link(deposit), room.id(), vendor.id(), at(minute)}; }
    std::string agreement_payload() const;
    // One statement each, made, signed, logged.
    void sign_agreement();
    void make_deposit();
    void hold();
    void export_it();
    void accept();
    void rebuild_it();
    crypto::ChainWord rebuilt_word() const;
    void judge();
    void open_it();
    static crypto::DigestSet pieces() { return crypto::DigestSet::of(bytes_of("pieces")); }
    std::vector<Party> before_;  ///< as they were before remake_parties: root, custodian, vendor, room, trustees

    void log_at(const crypto::SaltedEnvelope& statement, int minute) {
        log(statement);
        logged.emplace_back(statement, checkpoint(minute));
    }
};

}  // namespace assay::test
