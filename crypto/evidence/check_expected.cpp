// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "crypto/evidence/examiner.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

/// An id is a digest of what its owner chose: fewer digits can be met by trying.
constexpr std::size_t kIdDigitsLeast = 16;
constexpr std::size_t kDepositDigitsLeast = 16;

/// Text that could be an id is never a name: a party may call itself as it likes.
bool is_digits(const std::string& called) {
    return called.size() >= 8 && called.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// Whether people may call this identity so: by its id, its first digits, or its exact name.
bool is_called(const Identity& identity, const std::string& called) {
    if (!is_digits(called)) return called == identity.name();
    return called.size() >= kIdDigitsLeast && hex(identity.id()).starts_with(called);
}

/// How many identities of the evidence are called so: a name for two of them means neither.
std::size_t count_called(const Trust& trust, const std::string& called) {
    return static_cast<std::size_t>(
        std::ranges::count_if(trust.book().all(), [&](const auto& each) { return is_called(each.second, called); }));
}

std::string list_of(const std::vector<ExpectedProduct>& products) {
    std::vector<std::string> out;
    for (const auto& product : products)
        out.push_back(quote(product.name) + (product.versions.empty() ? "" : " " + join(product.versions, ", ")));
    return join(out, "; ");
}

class ExpectedCheck {
public:
    ExpectedCheck(const CheckInput& input, const Chain& chain, const Trust& trust, Findings& findings,
                  ClaimFacts& facts)
        : expect_(input.policy.expect),
          asked_(input.expected),
          chain_(chain),
          trust_(trust),
          findings_(findings),
          facts_(facts) {}

    void run() {
        if (const auto* terms = chain_.terms()) {
            check_vendor(terms->vendor);
            check_party("custodian", expect_.custodians, terms->custodian);
        }
        if (chain_.verdict != nullptr) {
            check_party("room", expect_.rooms, chain_.verdict->as<Verdict>()->room);
            check_product();
            check_verdict();
        } else {
            check_receipt();
        }
        check_deposit();
    }

private:
    /// A receipt gives no verdict, and says of no product that it is in the deposit.
    void check_receipt() {
        if (facts_.claim != ClaimKind::Held) return;
        if (!asked_.verdicts.empty() || !asked_.product.empty() || !asked_.version.empty())
            findings_.unmet("expect: verdict",
                            "this is a receipt: it proves that a deposit is held, and gives no verdict "
                            "on a product");
        else if (!expect_.rooms.empty() || !expect_.products.empty())
            findings_.remark("expect: verdict",
                             "this is a receipt: the rooms and products of the policy are not asked "
                             "for");
    }

    /// Tells what neither the policy nor the reader named, and holds what they did.
    void conclude(const std::string& what, bool named, bool met, const std::string& is, const std::string& wanted) {
        if (!named) {
            facts_.not_expected.push_back("you named no " + what + ": this speaks of " + is);
            findings_.remark("expect: " + what, facts_.not_expected.back());
        } else if (met) {
            findings_.holds("expect: " + what, "it is " + is + ", as expected");
        } else {
            findings_.unmet("expect: " + what, "it is " + is + ", expected was " + wanted);
        }
    }

    std::string describe_all(const std::set<IdentityId>& ids) const {
        std::vector<std::string> out;
        for (const auto& id : ids) out.push_back(trust_.describe(id));
        return join(out, " or ");
    }

    void check_vendor(const IdentityId& vendor) {
        const auto* identity = trust_.book().find(vendor);
        const bool by_policy = expect_.vendors.empty() || expect_.vendors.contains(vendor);
        const bool by_reader = asked_.vendor.empty() || (identity != nullptr && is_called(*identity, asked_.vendor) &&
                                                         count_called(trust_, asked_.vendor) == 1);
        if (expect_.vendors.empty() && !asked_.vendor.empty() && by_reader && !is_digits(asked_.vendor))
            findings_.remark("expect: vendor",
                             "you named it by its name, which another party may have too: its id is " + hex(vendor));
        conclude("vendor", !expect_.vendors.empty() || !asked_.vendor.empty(), by_policy && by_reader, facts_.vendor,
                 by_policy ? quote(asked_.vendor) : describe_all(expect_.vendors));
    }

    /// A party only the policy can name, and need not.
    void check_party(const std::string& what, const std::set<IdentityId>& expected, const IdentityId& id) {
        if (!expected.empty()) conclude(what, true, expected.contains(id), trust_.describe(id), describe_all(expected));
    }

    void check_product() {
        const bool named = !expect_.products.empty() || !asked_.product.empty();
        const bool versioned = !asked_.version.empty() || std::ranges::any_of(expect_.products, [](const auto& it) {
            return !it.versions.empty();
        });
        if (facts_.product.empty()) {
            if (named || versioned)
                findings_.missing("expect: product", "the evidence does not disclose which product it is about");
            return;
        }
        const auto listed = std::ranges::find(expect_.products, facts_.product, &ExpectedProduct::name);
        const bool by_policy = expect_.products.empty() || listed != expect_.products.end();
        conclude("product", named, by_policy && (asked_.product.empty() || asked_.product == facts_.product),
                 quote(facts_.product), by_policy ? quote(asked_.product) : list_of(expect_.products));
        if (!by_policy) return;
        const bool any = expect_.products.empty() || listed->versions.empty() ||
                         std::ranges::find(listed->versions, facts_.version) != listed->versions.end();
        conclude("version", versioned, any && (asked_.version.empty() || asked_.version == facts_.version),
                 "version " + quote(facts_.version), any ? quote(asked_.version) : list_of({*listed}));
    }

    void check_deposit() {
        if (!facts_.deposit) return;
        const bool by_policy = !expect_.deposit || *expect_.deposit == *facts_.deposit;
        const bool enough = !asked_.deposit || asked_.deposit->text().size() >= 4 + kDepositDigitsLeast;
        const bool by_reader = !asked_.deposit || (enough && asked_.deposit->matches(*facts_.deposit));
        const auto wanted =
            by_policy
                ? (asked_.deposit ? asked_.deposit->text() + (enough ? "" : ", which is too short to be relied on")
                                  : std::string())
                : render_deposit_id(*expect_.deposit);
        conclude("deposit", expect_.deposit || asked_.deposit, by_policy && by_reader,
                 render_deposit_id(*facts_.deposit), wanted);
    }

    void check_verdict() {
        if (asked_.verdicts.empty() || !facts_.verdict) return;
        std::vector<std::string> wanted;
        for (const auto kind : asked_.verdicts) wanted.emplace_back(name_of(kind));
        conclude("verdict", true, asked_.verdicts.contains(*facts_.verdict), std::string(name_of(*facts_.verdict)),
                 join(wanted, " or "));
    }

    const Policy::Expect& expect_;
    const Expected& asked_;
    const Chain& chain_;
    const Trust& trust_;
    Findings& findings_;
    ClaimFacts& facts_;
};

}  // namespace

void check_expected(const CheckInput& input, const Chain& chain, const Trust& trust, Findings& findings,
                    ClaimFacts& facts) {
    ExpectedCheck(input, chain, trust, findings, facts).run();
}

}  // namespace assay::crypto
