// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/statement/dsse.hpp"
#include "crypto/statement/identity.hpp"
#include "crypto/statement/kinds.hpp"
#include "crypto/statement/unverified.hpp"

#include <map>

namespace assay::crypto {

/// The payload type of every envelope of ours.
constexpr std::string_view kStatementPayloadType = "application/vnd.in-toto+json";

/// What a statement is about.
struct Subject {
    std::string name;
    DigestSet digest;
};

/// The in-toto payload of a statement before it is signed: type, subjects, predicate, in the one order we write.
std::string render_payload(StatementKind kind, const std::vector<Subject>& subjects, const Json& predicate);

/// What signs as one party: its id and one Signer for each of its two signing keys.
struct StatementSigner {
    IdentityId id;
    std::string classical_name;
    const Signer* classical;
    std::string post_quantum_name;
    const Signer* post_quantum;
};

/// The payload with the commitment to a salt as the last member of its predicate. Each payload is signed with one.
std::string with_salt(std::string_view payload, const LeafSalt& salt);
/// The two signatures of one party over exactly these bytes. Errors: what the Signers say.
Result<Bytes> sign_payload(std::string_view payload, const StatementSigner& signer);
/// Commits a payload to a salt and signs it as one party. Errors: what the Signers say.
Result<SaltedEnvelope> sign_statement(std::string_view payload, const LeafSalt& salt, const StatementSigner& signer);
/// The same under a fresh salt.
Result<SaltedEnvelope> sign_statement(std::string_view payload, const StatementSigner& signer, Random& random);
/// Adds one more party's two signatures to a statement that several sign; replaces that party's own, if there.
Result<Bytes> add_signature(ByteView envelope, const StatementSigner& signer);

/// The identities a reader knows, by id.
class IdentityBook {
public:
    /// Replaces one of the same id.
    void add(Identity identity);
    const Identity* find(const IdentityId& id) const;
    const std::map<IdentityId, Identity>& all() const { return identities_; }

private:
    std::map<IdentityId, Identity> identities_;
};

/// A statement whose signatures hold.
///
/// - The envelope is in our one form: rendering it again gives the same bytes, its signatures are sorted by key id, and
///   an ECDSA signature has the smaller of its two possible s.
/// - The salt beside it is the one the payload commits to.
/// - `signers` are exactly the identities the payload names (`signer` or `signers`), and *both* parts of each verified
///   over the same bytes; the envelope carries no other signature.
/// - The payload was parsed after it was verified, from the same bytes. The signer's own `time` proves nothing.
class Statement {
public:
    /// Errors: Invalid; Unsupported for another version or kind; Unproven when a signer is not in the book; Untrusted
    /// with the reason: a part that does not verify, a part that is missing, parts of two different parties, a signer
    /// the payload does not name, a salt it does not commit to.
    static Result<Statement> open(const UnverifiedStatement& unverified, const IdentityBook& book);
    static Result<Statement> open(const SaltedEnvelope& salted, const IdentityBook& book);

    /// As open, for a statement that parties are still signing: those who signed so far verify, none need be all.
    static Result<Statement> open_partly_signed(const SaltedEnvelope& salted, const IdentityBook& book);

    StatementKind kind() const { return kind_; }
    StatementId id() const { return link_.id(); }
    const StatementLink& link() const { return link_; }
    const Bytes& envelope() const { return envelope_; }
    const std::vector<IdentityId>& signers() const { return signers_; }      ///< who signed
    const std::vector<IdentityId>& named_signers() const { return named_; }  ///< whom the payload names
    Time claimed_time() const { return time_; }
    const std::vector<Subject>& subjects() const { return subjects_; }
    /// Its members but `salt`, which `open` has checked.
    const Json& predicate() const { return predicate_; }

    /// The only subject. Errors: Invalid when there are more.
    Result<Subject> subject() const;

private:
    explicit Statement(Time time) : time_(time) {}
    enum class Signed { ByAll, ByAtLeastOne };
    static Result<Statement> open_signed(const UnverifiedStatement& unverified, const IdentityBook& book, Signed by);

    StatementKind kind_ = StatementKind::Deposit;
    StatementLink link_;
    Bytes envelope_;
    std::vector<IdentityId> signers_, named_;
    Time time_;
    std::vector<Subject> subjects_;
    Json predicate_;
};

/// The kind a payload claims, without trusting anything else in it or in its envelope; for sorting a pile of envelopes.
Result<StatementKind> peek_kind(ByteView envelope);
/// The id of an envelope's payload, signatures and form unchecked.
Result<StatementLink> peek_link(ByteView envelope);

/// The members every predicate starts with.
Json predicate_head(const IdentityId& signer, Time time);
Json render_ids(const std::vector<IdentityId>& ids);
Result<std::vector<IdentityId>> parse_ids(const Json& json, std::string_view what);

namespace detail {
/// Shared by Statement and Identity. Errors: Invalid, Unsupported for another payload type.
Result<DsseEnvelope> parse_envelope(ByteView envelope);
/// Whether an envelope is in our one form. Errors: Invalid.
Status check_form(const DsseEnvelope& envelope, ByteView bytes);
/// The payload's outer members.
struct Payload {
    StatementKind kind;
    std::vector<Subject> subjects;
    Json predicate;  ///< without `salt`
    SaltCommitment salt;
};
/// Whether the salt that came beside an envelope is the one its payload commits to. Errors: Untrusted.
Status check_salt(const Payload& payload, const LeafSalt& salt);
/// In our one form. Errors: Invalid, Unsupported for another type or kind.
Result<Payload> parse_payload(ByteView payload);
/// `<64 hex digits>#<key name>`.
struct KeyId {
    IdentityId identity;
    std::string key;
};
/// Errors: Invalid.
Result<KeyId> parse_keyid(std::string_view keyid);
/// Whether the envelope holds the two parts of `identity` and both verify; `who` names it in messages.
Status check_both_parts(const DsseEnvelope& envelope, const std::string& who, const Identity& identity);
}  // namespace detail

}  // namespace assay::crypto
