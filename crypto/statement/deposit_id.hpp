// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/statement/statement.hpp"

namespace assay::crypto {

/// SHA-256 of a deposit statement's payload: the StatementId of a deposit. Shown as `dep-` and 52 base32 characters.
using DepositId = FixedBytes<32, struct DepositIdTag>;

inline DepositId deposit_id_of(const StatementLink& deposit) { return DepositId(deposit.id().array()); }
/// `dep-` and 52 characters.
std::string render_deposit_id(const DepositId& id);
/// The whole shown form. Errors: Invalid.
Result<DepositId> parse_deposit_id(std::string_view text);

/// `dep-` and at least 4 characters of an id, as people type it.
class DepositPrefix {
public:
    /// Errors: Usage.
    static Result<DepositPrefix> parse(std::string_view text);
    bool matches(const DepositId& id) const { return render_deposit_id(id).starts_with(text_); }
    const std::string& text() const { return text_; }
    /// The one id it means. Errors: NotFound; Usage when several match (naming them).
    Result<DepositId> choose(const std::vector<DepositId>& ids) const;

private:
    explicit DepositPrefix(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

}  // namespace assay::crypto
