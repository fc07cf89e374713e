// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "crypto/evidence/examiner.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

/// The disclosed fields of one statement that match its commitments, as values.
class Fields {
public:
    Fields(const Evidence& evidence, const std::optional<Statement>& statement, const Json* commitments,
           Findings& findings) {
        if (!statement) return;
        kind_ = std::string(name_of(statement->kind()));
        const auto shown = evidence.disclosures().find(statement->id());
        if (shown == evidence.disclosures().end()) return;
        for (const auto& [name, disclosure] : shown->second) {
            const auto checked = check_disclosure(name, disclosure, *commitments);
            if (!checked) {
                findings.error("field: " + kind_ + "." + name, checked.error());
                continue;
            }
            auto value = disclosure.json();
            if (value)
                values_[name] = std::move(*value);
            else
                findings.error("field: " + kind_ + "." + name, value.error());
        }
    }
    const Json* find(const std::string& name) const {
        const auto at = values_.find(name);
        return at == values_.end() ? nullptr : &at->second;
    }
    std::size_t size() const { return values_.size(); }

private:
    std::string kind_;
    std::map<std::string, Json> values_;
};

void check_comparisons(const Fields& verdict_fields, const Fields& rebuild_fields, const Chain& chain,
                       Findings& findings, ClaimFacts& facts) {
    const auto* list = verdict_fields.find("comparisons");
    if (list == nullptr || list->items() == nullptr || list->items()->empty()) {
        findings.missing("comparisons", "the verdict's comparisons are not disclosed");
        return;
    }
    auto worst = VerdictKind::Identical;
    for (const auto& item : *list->items()) {
        auto comparison = Comparison::parse(item);
        if (!comparison) {
            findings.error("comparisons", comparison.error());
            return;
        }
        worst = std::max(worst, comparison->verdict);
        facts.comparisons.push_back(std::move(*comparison));
    }
    if (chain.verdict && worst != chain.verdict->verdict) {
        findings.fails("comparisons", "the worst of them is " + std::string(name_of(worst)) + ", the verdict says " +
                                          std::string(name_of(chain.verdict->verdict)));
        return;
    }
    const auto* outputs = rebuild_fields.find("outputs");
    if (outputs == nullptr || outputs->items() == nullptr) {
        findings.missing("comparisons", "the rebuild's outputs are not disclosed");
        return;
    }
    for (const auto& comparison : facts.comparisons) {
        if (!comparison.rebuilt) continue;
        const auto built = std::any_of(outputs->items()->begin(), outputs->items()->end(), [&](const Json& output) {
            const auto* digest = output.find("digest");
            return digest != nullptr && output.text_at("path") == comparison.artifact &&
                   *digest == comparison.rebuilt->render();
        });
        if (!built) {
            findings.fails("comparisons", quote(comparison.deployed_name) +
                                              " was compared with something the rebuild did not put out as " +
                                              quote(comparison.artifact));
            return;
        }
    }
    findings.holds("comparisons",
                   count_of(facts.comparisons.size(), "deployed file") + " compared with what the rebuild put out");
}

void check_grade(const Fields& fields, Findings& findings, ClaimFacts& facts) {
    const auto* json = fields.find("grade");
    if (json == nullptr) {
        findings.missing("grade", "the verdict's grade is not disclosed, and a verdict never stands alone");
        return;
    }
    auto grade = Grade::parse(*json);
    if (!grade) {
        findings.error("grade", grade.error());
        return;
    }
    facts.grade = std::move(*grade);
    const auto* test = fields.find("self_test");
    const auto mutations = test != nullptr ? parse_decimal(test->text_at("mutations")) : std::nullopt;
    const auto noticed = test != nullptr ? parse_decimal(test->text_at("noticed")) : std::nullopt;
    // Where nothing could be compared there was nothing to mutate.
    const bool none_due = facts.verdict == VerdictKind::NotComparable && mutations == 0 && noticed == 0;
    if (!mutations || !noticed)
        findings.missing("self-test", "the comparer's self-test is not disclosed");
    else if (none_due)
        findings.add("self-test", LinkState::Remark, "there was nothing to compare, so the comparer was not tested");
    else if (*mutations == 0 || *mutations != *noticed)
        findings.fails("self-test", "the comparer noticed " + std::to_string(*noticed) + " of " +
                                        std::to_string(*mutations) + " seeded mutations");
    else
        findings.holds("self-test", "the comparer noticed all " + std::to_string(*mutations) + " seeded mutations");
}

void check_snapshot(const Fields& deposited, const Fields& accepted, Findings& findings, ClaimFacts& facts) {
    const auto *in_deposit = deposited.find("snapshot"), *in_acceptance = accepted.find("snapshot");
    if (in_deposit == nullptr || in_acceptance == nullptr) {
        findings.missing("snapshot", "the snapshot ids of deposit and acceptance are not disclosed");
        return;
    }
    if (*in_deposit != *in_acceptance) {
        findings.fails("snapshot", "the room accepted another snapshot than was deposited");
        return;
    }
    facts.snapshot = *in_deposit;
    findings.holds("snapshot",
                   "what was inspected is what was deposited: " + std::string(in_deposit->text_at("swhid")));
}

}  // namespace

void check_fields(const Evidence& evidence, const Chain& chain, const std::set<StatementId>& history,
                  Findings& findings, ClaimFacts& facts) {
    const auto of = [](const auto& typed) { return typed ? &typed->commitments : nullptr; };
    const Fields deposit(evidence, chain.deposit ? chain.deposit_statement : std::nullopt, of(chain.deposit), findings);
    const Fields acceptance(evidence, chain.acceptance ? chain.acceptance_statement : std::nullopt,
                            of(chain.acceptance), findings);
    const Fields rebuild(evidence, chain.rebuild ? chain.rebuild_statement : std::nullopt, of(chain.rebuild), findings);
    const Fields verdict(evidence, chain.verdict ? chain.verdict_statement : std::nullopt, of(chain.verdict), findings);
    for (const auto& [id, fields] : evidence.disclosures()) {
        const auto speaks_of = [&](const std::optional<Statement>& statement) {
            return statement && statement->id() == id;
        };
        if (!speaks_of(chain.deposit_statement) && !speaks_of(chain.acceptance_statement) &&
            !speaks_of(chain.rebuild_statement) && !speaks_of(chain.verdict_statement) && !history.contains(id))
            findings.fails("fields",
                           "there are disclosures for a statement that is not in the chain, or commits to nothing");
    }
    if (const auto* product = deposit.find("product")) {
        facts.product = std::string(product->text_at("name"));
        facts.version = std::string(product->text_at("version"));
    }
    if (const auto* provenance = rebuild.find("provenance")) facts.provenance = *provenance;
    const auto shown = deposit.size() + acceptance.size() + rebuild.size() + verdict.size();
    if (shown > 0) findings.holds("fields", count_of(shown, "disclosed field") + " match their commitments");
    if (!chain.verdict) return;
    check_snapshot(deposit, acceptance, findings, facts);
    check_comparisons(verdict, rebuild, chain, findings, facts);
    check_grade(verdict, findings, facts);
}

void check_deployed(const CheckInput& input, Findings& findings, const ClaimFacts& facts) {
    for (const auto& file : input.deployed) {
        const auto name = "deployed: " + file.name;
        if (facts.claim != ClaimKind::Verdict) {
            findings.missing(name, "a receipt judges no file: that takes the evidence of a verdict");
            continue;
        }
        const auto judged = std::find_if(facts.comparisons.begin(), facts.comparisons.end(),
                                         [&](const auto& comparison) { return comparison.deployed == file.digest; });
        if (judged == facts.comparisons.end())
            findings.fails(name, "this file (SHA-256 " + encode_hex(file.digest.sha256.view()) +
                                     ") is not one the verdict judged");
        else
            findings.holds(name, "this file is the one judged " + std::string(name_of(judged->verdict)));
    }
    if (input.deployed.empty() && facts.claim == ClaimKind::Verdict)
        findings.add("deployed", LinkState::Remark, "no deployed file was given: this report speaks of digests only");
}

void check_policy(const Policy& policy, const Chain& chain, Findings& findings, const ClaimFacts& facts) {
    if (chain.verdict) {
        if (!policy.verifiers.empty() && !policy.verifiers.contains(chain.verdict->room))
            findings.add("policy: verifier", LinkState::PolicyUnmet,
                         "the policy does not accept verdicts of " + facts.room);
        if (policy.verifiers_agree > 1)
            findings.missing("policy: verifiers", "the policy asks for " + std::to_string(policy.verifiers_agree) +
                                                      " verifiers that agree, the evidence holds the verdict of one");
    }
    if (facts.grade) {
        const auto& grade = *facts.grade;
        bool met = true;
        if (!policy.environments.contains(grade.environment)) {
            met = false;
            findings.add("policy: environment", LinkState::PolicyUnmet,
                         "the environment is " + quote(grade.environment) + ", which the policy does not accept");
        }
        // A vendor-supplied environment is accepted package by package, whatever else is.
        for (const auto& package : grade.unvouched)
            if (!policy.packages.contains(package.sha256)) {
                met = false;
                findings.add("policy: package", LinkState::PolicyUnmet,
                             "no archive vouches for the package " + quote(package.name) +
                                 ", and the policy does not list it (SHA-256 " + encode_hex(package.sha256.view()) +
                                 ")");
            }
        for (const auto& input : grade.opaque)
            if (!policy.opaque.contains(input.sha256)) {
                met = false;
                findings.add(
                    "policy: opaque input", LinkState::PolicyUnmet,
                    "the build read " + quote(input.path) + ", which is " + input.why +
                        (input.reached.empty() ? ""
                                               : " and reached " + quote(input.reached.front()) +
                                                     (input.reached.size() > 1
                                                          ? " and " + std::to_string(input.reached.size() - 1) + " more"
                                                          : "")) +
                        ", and the policy does not list it (SHA-256 " + encode_hex(input.sha256.view()) + ")");
            }
        if (grade.unnamed_opaque) {
            met = false;
            findings.add("policy: opaque input", LinkState::PolicyUnmet,
                         "the build read " + count_of(grade.unnamed_opaque->count, "more opaque file") +
                             " than the verdict names, which no policy can list");
        }
        if (met)
            findings.holds("policy: grade",
                           "environment " + grade.environment + " and what the build read are accepted");
    }
    if (policy.max_age_seconds)
        findings.missing("policy: revocation", "the policy asks for revocation status, and the evidence carries none");
    else
        findings.add("policy: revocation", LinkState::Remark,
                     "revocation was not asked for: the policy names no max_age");
}

}  // namespace assay::crypto
