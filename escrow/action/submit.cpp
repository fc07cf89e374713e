// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/submit.hpp"

#include "base/core/text.hpp"
#include "base/files/read.hpp"
#include "crypto/evidence/logged.hpp"

namespace assay::escrow {

Result<storage::Outbox> read_outbox(const std::filesystem::path& path) {
    const auto bytes = TRY_WITHIN("outbox", read_file(path, storage::Outbox::kBytesMax));
    return TRY_WITHIN("outbox " + quote(path.string()), storage::Outbox::parse(text_of(bytes)));
}

Result<Submitted> submit(const storage::Outbox& outbox, Custodian& custodian, const crypto::Policy& policy) {
    const auto proofs = TRY(custodian.submit(outbox));
    Submitted out;
    for (const auto& outgoing : outbox.statements) {
        const auto kind = TRY(crypto::peek_kind(outgoing.statement.envelope));
        TRY_WITHIN("submitting: the custodian took the " + std::string(crypto::name_of(kind)),
                   crypto::check_logged(outgoing.statement, proofs, policy));
        out.statements.push_back(kind);
    }
    out.evidence = outbox.evidence;
    for (auto& evidence : out.evidence) evidence.prove(proofs);
    return out;
}

}  // namespace assay::escrow
