// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/checkpoint_signer.hpp"

#include "base/core/text.hpp"

namespace assay::crypto {

Result<HybridNoteSigner> HybridNoteSigner::from(const KeyName& name, NoteKeyType ed25519_type, Signers signers) {
    auto ed25519_key = TRY(NoteKey::from(name, ed25519_type, signers.ed25519.public_key()));
    auto mldsa44_key = TRY(NoteKey::from(name, NoteKeyType::MlDsa44Cosignature, signers.mldsa44.public_key()));
    return HybridNoteSigner(std::move(ed25519_key), std::move(mldsa44_key), signers);
}

Result<std::vector<NoteSignature>> HybridNoteSigner::sign(const Checkpoint& checkpoint, Time time) const {
    if (time.seconds() == 0)
        return fail(ErrorKind::Invalid, "signing a checkpoint: a time of 0 means that there is no time");
    if (auto status = check_empty_tree(checkpoint.head()); !status)
        return fail(ErrorKind::Invalid, "signing a checkpoint: " + status.error().message());
    const auto text = checkpoint.render();
    std::vector<NoteSignature> lines;
    lines.push_back(TRY(sign_note(ed25519_key_, signers_.ed25519, text, time)));
    lines.push_back(TRY(sign_note(mldsa44_key_, signers_.mldsa44, text, time)));
    return lines;
}

Result<LogSigner> LogSigner::from(const KeyName& origin, Signers signers) {
    return LogSigner(TRY(HybridNoteSigner::from(origin, NoteKeyType::Ed25519, signers)));
}

Result<Note> LogSigner::sign_checkpoint(const Checkpoint& checkpoint, Time time) const {
    const auto& origin = checkpoint.origin().text();
    if (origin != name().text())
        return fail(ErrorKind::Invalid,
                    "signing a checkpoint: its origin is " + quote(origin) + ", the log's " + quote(name().text()));
    if (!checkpoint.extensions().empty())
        return fail(ErrorKind::Invalid, "signing a checkpoint: it has extension lines, which ML-DSA-44 does not cover");
    return Note::from(checkpoint.render(), TRY(sign(checkpoint, time)));
}

Result<WitnessSigner> WitnessSigner::from(const KeyName& name, Signers signers) {
    return WitnessSigner(TRY(HybridNoteSigner::from(name, NoteKeyType::Ed25519Cosignature, signers)));
}

Result<std::vector<NoteSignature>> WitnessSigner::cosign(const Checkpoint& checkpoint, Time time) const {
    return sign(checkpoint, time);
}

}  // namespace assay::crypto
