// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/deposit_statements.hpp"

#include "base/core/text.hpp"

namespace assay::escrow {

namespace {

constexpr std::string_view kFormat = "assay-statements-v1";
constexpr std::string_view kWhat = "statements of a deposit";

}  // namespace

Json DepositStatements::render() const {
    auto list = Json::array();
    for (const auto& statement : statements) list.push(statement.render());
    auto out = Json::object({{"format", kFormat}, {"receipt", receipt.to_json()}});
    out.set("statements", std::move(list));
    proofs.render_into(out);
    return out;
}

Result<DepositStatements> DepositStatements::parse(const Json& json) {
    auto record = TRY(Record::of(json, std::string(kWhat)));
    if (const auto format = TRY(record.text("format")); format != kFormat)
        return fail(ErrorKind::Unsupported,
                    std::string(kWhat) + ": the format " + quote(format) + " is unknown to this version");
    auto receipt = TRY_WITHIN(std::string(kWhat), crypto::Evidence::parse(TRY(record.any("receipt"))->render_pretty()));
    DepositStatements out{std::move(receipt), {}, {}};
    const auto* list = TRY(record.array("statements"));
    if (list->size() > kStatementsMax) return record.wrong("statements", "is too long");
    for (const auto& item : *list) out.statements.push_back(TRY(storage::OutgoingStatement::parse(item)));
    out.proofs = TRY(crypto::ProofSet::read(record));
    TRY(record.finish());
    return out;
}

}  // namespace assay::escrow
