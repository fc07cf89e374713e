// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/receipt.hpp"

#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/overwrite.hpp"
#include "crypto/evidence/check.hpp"
#include "crypto/evidence/gather.hpp"
#include "escrow/action/evidence_check.hpp"

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

Result<crypto::Evidence> receipt_for(const crypto::Evidence& receipt, const crypto::Policy& policy,
                                     const std::optional<crypto::AgreementFile>& agreement) {
    auto out = TRY_WITHIN("the custodian's receipt", crypto::without_other_roots(receipt, policy));
    TRY(add_endorsements(out, policy, agreement));
    return out;
}

CheckedReceipt check_receipt_of(const crypto::DepositId& id, Custodian& custodian, const Asking& asking, Time now) {
    if (!asking.policy) return {};
    const auto fetch = [&]() -> Result<crypto::Evidence> {
        auto receipt = TRY(receipt_for(TRY(custodian.receipt(id)), *asking.policy, asking.agreement));
        TRY(check_receipt(receipt, id, *asking.policy, now));
        return receipt;
    };
    CheckedReceipt out{.is_checked = true, .fault = std::nullopt};
    if (auto receipt = fetch())
        out.receipt = std::move(*receipt);
    else
        out.fault = std::move(receipt).error();
    return out;
}

Status keep_receipt(const crypto::Evidence& receipt, const std::filesystem::path& path) {
    TRY_WITHIN("receipt", write_durably(path, bytes_of(receipt.render())));
    return {};
}

Status check_receipt_place(const std::filesystem::path& path, const std::optional<crypto::DepositId>& held) {
    const auto deposit_of = [](ByteView head) -> Result<std::string> {
        const auto evidence = TRY(crypto::Evidence::parse(text_of(head)));
        if (evidence.kind() != crypto::ClaimKind::Held)
            return fail(ErrorKind::Invalid, "it is evidence of a " + std::string(crypto::name_of(evidence.kind())));
        for (const auto& [id, object] : evidence.objects())
            if (TRY(object.kind()) == crypto::StatementKind::Deposit)
                return crypto::render_deposit_id(crypto::DepositId(id.array()));
        return fail(ErrorKind::Invalid, "it holds no deposit");
    };
    const auto why_not = [&](ByteView head) -> std::optional<std::string> {
        const auto there = deposit_of(head);
        if (!there) return "is no receipt of this deposit";
        if (held && *there == crypto::render_deposit_id(*held)) return {};
        return "is of " + there->substr(0, 16) + "…, another deposit";
    };
    return check_may_overwrite(path, {"receipt", crypto::Evidence::kBytesMax, why_not,
                                      "name another file with --receipt or --out, or move that one away"});
}

}  // namespace assay::escrow
