// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/submit.hpp"

#include "base/core/text.hpp"
#include "base/files/read.hpp"

namespace assay::escrow {

Result<storage::Outbox> read_outbox(const std::filesystem::path& path) {
    const auto bytes = TRY_WITHIN("outbox", read_file(path, storage::Outbox::kBytesMax));
    return TRY_WITHIN("outbox " + quote(path.string()), storage::Outbox::parse(text_of(bytes)));
}

Result<Submitted> submit(const storage::Outbox& outbox, Custodian& custodian) {
    const auto proofs = TRY(custodian.submit(outbox));
    Submitted out;
    for (const auto& outgoing : outbox.statements) {
        const auto kind = TRY(crypto::peek_kind(outgoing.statement.envelope));
        const auto id = crypto::id_of(TRY(crypto::peek_link(outgoing.statement.envelope)));
        if (!proofs.find(id))
            return fail(ErrorKind::Unproven, "submitting: the custodian took the " + std::string(crypto::name_of(kind)) +
                                                 " and gave no proof that it is logged");
        out.statements.push_back(kind);
    }
    out.evidence = outbox.evidence;
    for (auto& evidence : out.evidence) evidence.prove(proofs);
    return out;
}

}  // namespace assay::escrow
