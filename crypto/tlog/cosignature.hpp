// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/time.hpp"
#include "crypto/tlog/checkpoint.hpp"
#include "crypto/tlog/note_signature.hpp"

#include <optional>

namespace assay::crypto {

/// The inside of a cosignature: when it was made, then the bare signature. No time means a time field of 0, by which
/// the signer does not say that it saw nothing newer.
///
/// - Bytes: 8 of seconds since 1970, most significant first; 64 (Ed25519) or 2,420 (ML-DSA-44) of signature.
///
/// Source: C2SP tlog-cosignature, "Format".
struct TimedSignature {
    std::optional<Time> time;
    Bytes signature;

    /// Errors: Invalid when it has not the length of the type, or a time after the year 9999.
    static Result<TimedSignature> decode(NoteKeyType type, ByteView bytes);
    Bytes encode() const;
};

/// The bytes under an Ed25519 cosignature: all of the text, but not the signer's name. Source: C2SP tlog-cosignature,
/// "Ed25519 signed message".
std::string ed25519_cosigned_message(std::optional<Time> time, std::string_view checkpoint_text);

/// What an ML-DSA-44 cosigner states: that these leaves of that log have this root, and, with a time, that it has seen
/// no larger tree by then.
struct SubtreeStatement {
    std::string_view cosigner;
    std::optional<Time> time;  ///< none unless the subtree starts at leaf 0
    std::string_view origin;
    Subtree subtree;
    MerkleHash root;
};

/// The bytes under an ML-DSA-44 cosignature. Errors: Limit when a name is over 255 bytes, Invalid when it is empty or a
/// subtree that starts later has a time. Source: C2SP tlog-cosignature, "ML-DSA-44 signed message".
Result<Bytes> mldsa44_cosigned_message(const SubtreeStatement& statement);

/// Checks one signature by `key` over a note's text, whatever its type; `signature` is without the key's id. Gives the
/// time in a cosignature, none for plain signatures and for a time field of 0.
/// Errors: Untrusted when it does not hold, also when an ML-DSA-44 key is to have signed what is no checkpoint.
Result<std::optional<Time>> verify_note_signature(const NoteKey& key, std::string_view text, ByteView signature);

/// Checks a signature line as a witness's: a cosignature with a time. Gives the time. Errors: Untrusted, also when the
/// line is another key's.
Result<Time> verify_cosignature(const NoteKey& key, std::string_view checkpoint_text, const NoteSignature& line);

/// Signs a note's text as `key`, whose private half is behind `signer`. Plain signatures ignore the time.
/// Errors: Invalid when the signer has another key or an ML-DSA-44 key is to sign what is no checkpoint; the signer's.
Result<NoteSignature> sign_note(const NoteKey& key, const Signer& signer, std::string_view text,
                                std::optional<Time> time);

}  // namespace assay::crypto
