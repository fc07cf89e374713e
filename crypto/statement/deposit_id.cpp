// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/deposit_id.hpp"

#include "base/core/text.hpp"

namespace assay::crypto {

namespace {
constexpr std::string_view kPrefix = "dep-";
constexpr std::size_t kDigits = 52;
constexpr std::size_t kDigitsMin = 4;
}  // namespace

std::string render_deposit_id(const DepositId& id) { return std::string(kPrefix) + encode_base32(id.view()); }

Result<DepositId> parse_deposit_id(std::string_view text) {
    if (text.starts_with(kPrefix) && text.size() == kPrefix.size() + kDigits)
        if (const auto bytes = decode_base32(text.substr(kPrefix.size())); bytes && bytes->size() == DepositId::kSize)
            return DepositId::copy_of(*bytes);
    return fail(ErrorKind::Invalid, quote(text) + " is not a deposit id: dep- and 52 base32 characters");
}

Result<DepositPrefix> DepositPrefix::parse(std::string_view text) {
    const auto digits = text.starts_with(kPrefix) ? text.substr(kPrefix.size()) : std::string_view();
    if (digits.size() < kDigitsMin || digits.size() > kDigits ||
        digits.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567") != std::string_view::npos)
        return fail(ErrorKind::Usage, quote(text) + " is not a deposit id: dep- and 4 to 52 base32 characters");
    return DepositPrefix(std::string(text));
}

Result<DepositId> DepositPrefix::choose(const std::vector<DepositId>& ids) const {
    std::vector<std::string> names;
    const DepositId* found = nullptr;
    for (const auto& id : ids)
        if (matches(id)) {
            found = &id;
            names.push_back(render_deposit_id(id).substr(0, 16) + "…");
        }
    if (found == nullptr) return fail(ErrorKind::NotFound, "no deposit here is " + text_);
    if (names.size() > 1) return fail(ErrorKind::Usage, text_ + " means more than one deposit: " + join(names, ", "));
    return *found;
}

}  // namespace assay::crypto
