// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/receipt.hpp"

#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/read.hpp"
#include "crypto/evidence/check.hpp"

namespace assay::escrow {

Status check_receipt(const crypto::Evidence& receipt, const crypto::DepositId& id, const crypto::Policy& policy,
                     Time now) {
    const auto report = TRY(crypto::check_evidence(receipt, {policy, now, {}}));
    TRY_WITHIN("the custodian's receipt", report.must_hold(crypto::LinkState::Equivocates));
    if (report.facts.deposit != id)
        return fail(ErrorKind::Untrusted, "the custodian's receipt is of another deposit, " +
                                              (report.facts.deposit ? crypto::render_deposit_id(*report.facts.deposit)
                                                                    : std::string("of none")));
    TRY_WITHIN("the custodian's receipt", report.must_hold());
    return {};
}

Status keep_receipt(const crypto::Evidence& receipt, const std::filesystem::path& path) {
    TRY_WITHIN("receipt", write_durably(path, bytes_of(receipt.render())));
    return {};
}

Status check_receipt_place(const std::filesystem::path& path, const std::optional<crypto::DepositId>& held) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) return {};
    const auto there = [&]() -> Result<std::string> {
        const auto text = TRY(read_file(path, crypto::Evidence::kBytesMax));
        const auto evidence = TRY(crypto::Evidence::parse(text_of(text)));
        if (evidence.kind() != crypto::ClaimKind::Held)
            return fail(ErrorKind::Invalid, "it is evidence of a " + std::string(crypto::name_of(evidence.kind())));
        for (const auto& [id, object] : evidence.objects())
            if (TRY(crypto::peek_kind(object.envelope)) == crypto::StatementKind::Deposit)
                return crypto::render_deposit_id(crypto::DepositId(id.array()));
        return fail(ErrorKind::Invalid, "it holds no deposit");
    }();
    if (there && held && *there == crypto::render_deposit_id(*held)) return {};
    return std::unexpected(
        Error(ErrorKind::Conflict, "the receipt " + quote(path.string()) + " is there already" +
                                       (there ? " and is of " + there->substr(0, 16) + "…, another deposit"
                                              : " and is no receipt of this deposit"))
            .with_hint("name another --receipt, or move that one away"));
}

}  // namespace assay::escrow
