// SPDX-License-Identifier: Apache-2.0
#include "auditor/cli/commands.hpp"
#include "auditor/cli/policy_show.md.hpp"
#include "auditor/words.hpp"
#include "base/core/text.hpp"
#include "base/files/read.hpp"
#include "base/terminal/report.hpp"
#include "crypto/evidence/policy.hpp"
#include "crypto/tlog/tlog_policy.hpp"

#include "crypto/statement/file_guess.hpp"
namespace assay::auditor {

namespace {

constexpr std::size_t kPolicyBytesMax = 1U << 20;

template <typename Set>
std::string ids(const Set& values) {
    std::vector<std::string> out;
    for (const auto& value : values) out.push_back(encode_hex(value.view()));
    return join(out, ", ");
}

/// How many colluding witnesses the policy survives; none where the log needs no help to show two histories.
std::optional<std::size_t> survived(std::optional<std::size_t> overlap) {
    if (!overlap || *overlap == 0) return std::nullopt;
    return *overlap - 1;
}

std::string words(const crypto::Policy& policy, const crypto::TlogPolicy& tlog, const Style& style) {
    KeyValues out;
    out.add("roots", ids(policy.roots));
    out.add("verdicts of", policy.verifiers.empty() ? "any room a root endorses" : ids(policy.verifiers));
    out.add("verifiers that must agree", std::to_string(policy.verifiers_agree));
    out.add("environments", join({policy.environments.begin(), policy.environments.end()}, ", "));
    for (const auto& key : policy.archive_keys) out.add("archive key", archive_key_words(key));
    if (policy.archive_keys.empty()) out.add("archive key", "none: no archive vouches for packages");
    out.add("accepted packages",
            policy.packages.empty() ? "none beyond those an archive vouches for" : ids(policy.packages));
    out.add("accepted opaque inputs", policy.opaque.empty() ? "none" : ids(policy.opaque));
    out.add("unfinished or failed builds before a verdict",
            policy.gaps == crypto::Policy::Gaps::Refuse ? "refused" : "reported, and accepted");
    out.add("builds run in",
            policy.machine == crypto::Policy::Machine::Own ? "a machine of their own" : "a cell, or more");
    const auto expected = [](const std::set<crypto::IdentityId>& set) { return set.empty() ? "any" : ids(set); };
    out.add("expected vendors", expected(policy.expect.vendors));
    out.add("expected custodians", expected(policy.expect.custodians));
    out.add("expected rooms", expected(policy.expect.rooms));
    for (const auto& product : policy.expect.products)
        out.add("expected product",
                product.name + (product.versions.empty() ? ", any version" : " " + join(product.versions, ", ")));
    if (policy.expect.products.empty()) out.add("expected product", "any");
    out.add("expected deposit", policy.expect.deposit ? crypto::render_deposit_id(*policy.expect.deposit) : "any");
    for (const auto& log : tlog.logs()) out.add("log key", log.key.describe());
    for (const auto& witness : tlog.witnesses()) out.add("witness key", witness.name + ": " + witness.key.describe());
    out.add("quorum", tlog.quorum());
    const auto overlap = tlog.smallest_overlap();
    const auto mark = !overlap || *overlap == 0 ? Mark::Caution : Mark::Good;
    out.add("smallest overlap", mark, tlog.describe_overlap());
    out.add("survives", survived(overlap) ? count_of(*survived(overlap), "colluding witness", "colluding witnesses")
                                          : "nothing: the log needs no witness to show two histories");
    out.add("revocation status", policy.max_age_seconds
                                     ? "no older than " + std::to_string(*policy.max_age_seconds) + " s"
                                     : "not asked for");
    return out.render(style);
}

}  // namespace

Command policy_show_command() {
    auto path = std::make_shared<std::filesystem::path>();
    Command command(kPolicyShowPage);
    command.positional("FILE", *path, "the policy");
    command.handler([path](Invocation& call) -> Result<int> {
        const auto text = TRY(read_file(*path, kPolicyBytesMax));
        const auto policy = TRY_WITHIN(quote(path->string()),
                                       crypto::guessing(crypto::Policy::parse(text_of(text)), text_of(text), "policy"));
        const auto tlog = TRY_WITHIN(quote(path->string()) + ": log policy", crypto::TlogPolicy::parse(policy.tlog));
        if (!call.console.is_json()) {
            call.console.put(words(policy, tlog, call.console.style()));
            return 0;
        }
        Json::Array keys(policy.archive_keys.begin(), policy.archive_keys.end());
        const auto overlap = tlog.smallest_overlap();
        call.console.put_json(
            stamped("policy-report", {{"policy", policy.render()},
                                      {"archive_keys", std::move(keys)},
                                      {"quorum", tlog.quorum()},
                                      {"witnesses", count_json(tlog.witness_count())},
                                      {"smallest_overlap", count_json(overlap)},
                                      {"survives_colluding_witnesses", count_json(survived(overlap))}}));
        return 0;
    });
    return command;
}

}  // namespace assay::auditor
