// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/logged.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

Result<CheckedCheckpoint> evaluate(const TlogPolicy& tlog, const std::string& text) {
    const auto note = TRY(Note::parse(text));
    auto checked = TRY(tlog.evaluate(note));
    TRY(checked.satisfies(LogKeys::All));
    return checked;
}

}  // namespace

Result<LoggedAt> check_logged(const SaltedEnvelope& statement, const ProofSet& proofs, const Policy& policy) {
    const auto link = TRY(peek_link(statement.envelope));
    const auto* proof = proofs.find(link.id());
    if (proof == nullptr) return fail(ErrorKind::Unproven, "nothing proves that it is in a log");
    const auto tlog = TRY_WITHIN("policy: log policy", TlogPolicy::parse(policy.tlog));
    const auto checked = TRY_WITHIN("checkpoint", evaluate(tlog, proofs.checkpoint_of(*proof)));
    const auto index = TRY(LeafIndex::from(proof->index));
    TRY(verify_inclusion({index, leaf_hash(statement.leaf())}, proof->path, checked.head()));
    return LoggedAt{checked.checkpoint().origin().text(), checked.head(), proof->index, checked.quorum_time()};
}

Status check_log_keys(const TlogPolicy& tlog, const std::string& origin, const Identity& custodian) {
    for (const auto& log : tlog.logs()) {
        if (log.key.name().text() != origin) continue;
        const auto bytes = encode_base64(log.key.key().bytes());
        const auto is_listed = [&](const IdentityKey& key) {
            return key.purpose == KeyPurpose::Log && key.public_key == bytes && key.origin == origin;
        };
        if (std::ranges::none_of(custodian.keys(), is_listed))
            return fail(ErrorKind::Untrusted, "the policy's key of " + quote(origin) + ", " + log.key.describe() +
                                                  ", is no log key of " + custodian.describe());
    }
    return {};
}

Result<std::map<std::string, TreeHead>> newest_heads(const ProofSet& proofs, const Policy& policy) {
    const auto tlog = TRY_WITHIN("policy: log policy", TlogPolicy::parse(policy.tlog));
    std::map<std::string, TreeHead> out;
    for (const auto& text : proofs.checkpoints()) {
        const auto checked = TRY_WITHIN("checkpoint", evaluate(tlog, text));
        const auto& origin = checked.checkpoint().origin().text();
        const auto [at, fresh] = out.try_emplace(origin, checked.head());
        if (!fresh && at->second.size == checked.head().size && at->second.root != checked.head().root)
            return fail(ErrorKind::Equivocation,
                        "the log " + origin + " has signed two trees of size " + at->second.size.render());
        if (at->second.size < checked.head().size) at->second = checked.head();
    }
    return out;
}

}  // namespace assay::crypto
