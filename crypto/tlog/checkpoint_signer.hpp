// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/tlog/cosignature.hpp"
#include "crypto/tlog/note.hpp"

namespace assay::crypto {

/// A classical and a post-quantum key of one name, which always sign together. The signers are somebody else's and
/// outlive this.
///
/// - The first key is Ed25519, the second ML-DSA-44.
class HybridNoteSigner {
public:
    /// The two keys that sign together; they outlive what is made of them.
    struct Signers {
        const Signer& ed25519;
        const Signer& mldsa44;
    };

    /// The two public keys, as a policy lists them.
    const NoteKey& ed25519_key() const { return ed25519_key_; }
    const NoteKey& mldsa44_key() const { return mldsa44_key_; }
    const KeyName& name() const { return ed25519_key_.name(); }

protected:
    HybridNoteSigner(NoteKey ed25519_key, NoteKey mldsa44_key, Signers signers)
        : ed25519_key_(std::move(ed25519_key)), mldsa44_key_(std::move(mldsa44_key)), signers_(signers) {}
    static Result<HybridNoteSigner> from(const KeyName& name, NoteKeyType ed25519_type, Signers signers);
    Result<std::vector<NoteSignature>> sign(const Checkpoint& checkpoint, Time time) const;

private:
    NoteKey ed25519_key_;
    NoteKey mldsa44_key_;
    Signers signers_;
};

/// A log, whose name is its origin: its Ed25519 key signs the checkpoint's text as it is (type 0x01).
class LogSigner final : public HybridNoteSigner {
public:
    /// Errors: Invalid when a signer has another algorithm, Limit when the name is over 255 bytes.
    static Result<LogSigner> from(const KeyName& origin, Signers signers);

    /// The checkpoint with the log's own two signatures. Errors: Invalid when it has another origin, extension lines,
    /// the wrong root of an empty tree or a time of 0; the signers'. Source: C2SP tlog-checkpoint, "Signatures".
    Result<Note> sign_checkpoint(const Checkpoint& checkpoint, Time time) const;

private:
    explicit LogSigner(HybridNoteSigner signer) : HybridNoteSigner(std::move(signer)) {}
};

/// A witness: its Ed25519 key cosigns (type 0x04).
class WitnessSigner final : public HybridNoteSigner {
public:
    /// Errors: as for a LogSigner.
    static Result<WitnessSigner> from(const KeyName& name, Signers signers);

    /// Two lines to add to a checkpoint that the caller has found consistent with all it saw before. Errors: Invalid
    /// for the wrong root of an empty tree or a time of 0; the signers'. Source: C2SP tlog-cosignature.
    Result<std::vector<NoteSignature>> cosign(const Checkpoint& checkpoint, Time time) const;

private:
    explicit WitnessSigner(HybridNoteSigner signer) : HybridNoteSigner(std::move(signer)) {}
};

}  // namespace assay::crypto
