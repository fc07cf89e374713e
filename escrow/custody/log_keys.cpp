// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/log_keys.hpp"

namespace assay::escrow {

Result<std::vector<crypto::NoteKey>> log_keys_of(const crypto::Identity& custodian) {
    std::vector<crypto::NoteKey> out;
    for (const auto& [name, type] : {std::pair{"log.ed25519", crypto::NoteKeyType::Ed25519},
                                     std::pair{"log.mldsa44", crypto::NoteKeyType::MlDsa44Cosignature}}) {
        const auto* key = custodian.find(name);
        if (key == nullptr) return fail(ErrorKind::Refused, custodian.describe() + " has no log: it is no custodian");
        out.push_back(
            TRY(crypto::NoteKey::from(TRY(crypto::KeyName::parse(key->origin)), type, TRY(key->signature_key()))));
    }
    return out;
}

}  // namespace assay::escrow
