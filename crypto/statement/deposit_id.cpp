// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/deposit_id.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {
constexpr std::string_view kPrefix = "dep-";
constexpr std::size_t kDigits = 52;
constexpr std::size_t kDigitsMin = 4;
constexpr std::size_t kShownBytes = 16;

/// The ids that differ from what was typed in one character, or in two that are swapped; at most three.
std::vector<std::string> nearest(const std::string& typed, const std::vector<DepositId>& ids) {
    std::vector<std::string> out;
    for (const auto& id : ids) {
        const auto name = render_deposit_id(id).substr(0, typed.size());
        const auto first = std::ranges::mismatch(name, typed);
        if (first.in1 == name.end()) continue;
        const auto at = static_cast<std::size_t>(first.in1 - name.begin());
        auto one = typed, swapped = typed;
        one[at] = name[at];
        if (at + 1 < swapped.size()) std::swap(swapped[at], swapped[at + 1]);
        if ((one == name || swapped == name) && out.size() < 3)
            out.push_back(render_deposit_id(id).substr(0, kShownBytes) + "…");
    }
    return out;
}

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
            names.push_back(render_deposit_id(id).substr(0, kShownBytes) + "…");
        }
    if (found == nullptr) {
        Error error(ErrorKind::NotFound, "no deposit here is " + text_);
        if (const auto near = nearest(text_, ids); !near.empty())
            return fail(std::move(error).with_hint("perhaps it is " + join(near, ", ")));
        return fail(std::move(error));
    }
    if (names.size() > 1) return fail(ErrorKind::Usage, text_ + " means more than one deposit: " + join(names, ", "));
    return *found;
}

}  // namespace assay::crypto
