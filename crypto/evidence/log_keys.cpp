// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/log_keys.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay::crypto {

Result<std::vector<NoteKey>> log_keys_of(const Identity& custodian) {
    std::vector<NoteKey> out;
    for (const auto& [name, type] :
         {std::pair{"log.ed25519", NoteKeyType::Ed25519}, std::pair{"log.mldsa44", NoteKeyType::MlDsa44Cosignature}}) {
        const auto* key = custodian.find(name);
        if (key == nullptr) return fail(ErrorKind::Refused, custodian.describe() + " has no log: it is no custodian");
        out.push_back(TRY(NoteKey::from(TRY(KeyName::parse(key->origin)), type, TRY(key->signature_key()))));
    }
    return out;
}

Status check_log_keys(const Identity& custodian, const TlogPolicy& policy) {
    const auto keys = TRY(log_keys_of(custodian));
    bool is_listed = false;
    for (const auto& log : policy.logs()) {
        const bool is_its = std::ranges::find(keys, log.key) != keys.end();
        if (!is_its && log.key.name() == keys.front().name())
            return fail(Error(ErrorKind::Untrusted, "the policy lists the key " + log.key.describe() + " for the log " +
                                                        quote(log.key.name().text()) + ", and the identity of " +
                                                        custodian.describe() + " has no such log key")
                            .with_hint("escrow policy new --log takes the keys out of the custodian's identity"));
        is_listed |= is_its;
    }
    if (is_listed) return {};
    return fail(Error(ErrorKind::Untrusted, "the policy names no key of the log of " + custodian.describe())
                    .with_hint("escrow policy new --log names this custodian's"));
}

}  // namespace assay::crypto
