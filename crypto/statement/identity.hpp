// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/time.hpp"
#include "crypto/primitive/digest.hpp"
#include "crypto/primitive/signature.hpp"
#include "crypto/statement/salted_envelope.hpp"
#include "crypto/statement/statement_link.hpp"

#include <functional>
#include <map>
#include <optional>

namespace assay::crypto {

class UnverifiedStatement;

/// SHA-256 of the payload of a party's first identity statement. Written as 64 hexadecimal digits.
using IdentityId = FixedBytes<32, struct IdentityIdTag>;

/// What a party does. It has one role; somebody with two has two identities.
enum class Role {
    Root,
    Vendor,
    Custodian,
    Trustee,
    Verifier,
    Reviewer,
    Operator,
    Witness,
    Beneficiary,
    Authority,
    Auditor
};
std::string_view name_of(Role role);
/// The inverse of name_of. Errors: Usage, with the names there are.
Result<Role> parse_role(std::string_view name);

/// What a key is for. No key has two purposes.
enum class KeyPurpose { Sign, Seal, Log, Cosign, Tls };
std::string_view name_of(KeyPurpose purpose);

/// The time in which an identity or an endorsement counts, both ends included.
struct Validity {
    Time from;
    Time until;

    bool contains(Time time) const { return from <= time && time <= until; }
    /// `what` names it in messages. Errors: Invalid, also when it ends before it begins.
    static Result<Validity> parse(const Json& json, std::string_view what);
    Json render() const;
};

/// One key of an identity, as published.
///
/// - `name` is unique in its identity: `sign.ed25519`, `sign.ecdsa-p384`, `sign.mldsa87`, `seal`, `log.ed25519`,
///   `log.mldsa44`, `cosign.ed25519`, `cosign.mldsa44`, `tls`.
/// - `origin` is the log's origin (Log) or the witness's key name (Cosign), else empty.
struct IdentityKey {
    std::string name;
    KeyPurpose purpose;
    std::string algorithm;   ///< a signature algorithm, `mlkem768x25519` or `spki-sha256`
    std::string public_key;  ///< base64; for `seal` the age recipient itself
    std::string origin;
    std::string held_in;  ///< `file`, or `token` when the private part cannot leave a PKCS#11 token

    /// The public key of a signing purpose. Errors: Invalid.
    Result<PublicKey> signature_key() const;
};

/// A party: its keys by purpose, its role, the time it counts in.
///
/// - The statement is signed by its own keys, both parts, and is written in the one form `render` gives.
/// - There is exactly one classical signing key and one ML-DSA-87 key; no key bytes serve two purposes or names.
/// - Nothing here says that the party is who it says: that is a root's endorsement and the reader's policy.
///
/// Page: identity.md.
class Identity {
public:
    static constexpr std::size_t kKeysMax = 16;

    /// Reads and checks an identity statement. Errors: Invalid, Untrusted, Unsupported.
    static Result<Identity> open(const UnverifiedStatement& unverified);
    static Result<Identity> open(const SaltedEnvelope& salted);

    const IdentityId& id() const { return id_; }
    const StatementLink& link() const { return link_; }
    const Bytes& envelope() const { return envelope_; }
    const std::string& name() const { return name_; }
    Role role() const { return role_; }
    const Validity& validity() const { return validity_; }
    const std::vector<IdentityKey>& keys() const { return keys_; }

    const IdentityKey* find(std::string_view key_name) const;
    const IdentityKey* find(KeyPurpose purpose) const;
    /// The two keys whose signatures together are this party's: classical, then ML-DSA-87.
    const IdentityKey& classical_key() const;
    const IdentityKey& post_quantum_key() const;
    /// One of these two, ready to check a signature; null for a key of another purpose or name.
    const PublicKey* signing_key(std::string_view key_name) const;
    /// The age recipient. Errors: Unproven when the party has none.
    Result<std::string> seal_recipient() const;

    /// `"Room One" (verifier 3fa9…)`, for messages.
    std::string describe() const;

private:
    Identity(Validity validity) : validity_(validity) {}

    IdentityId id_;
    StatementLink link_;
    Bytes envelope_;
    std::string name_;
    Role role_ = Role::Auditor;
    Validity validity_;
    std::vector<IdentityKey> keys_;
    std::map<std::string, PublicKey, std::less<>> signing_keys_;  ///< by name
};

/// Whether a party may act now. Errors: Untrusted, saying when its identity expired or begins to count.
Status check_current(const Identity& identity, Time now);

/// What an identity statement says, before it is signed.
struct IdentityDraft {
    std::string name;
    Role role;
    Validity validity;
    std::vector<IdentityKey> keys;

    /// The payload to sign, without a salt. Errors: Invalid when the draft breaks a rule of Identity.
    Result<std::string> payload() const;
};

/// Short form of an id for people: its first 12 hexadecimal digits.
std::string short_id(const IdentityId& id);

}  // namespace assay::crypto
