// SPDX-License-Identifier: Apache-2.0
#include "auditor/compare.hpp"

#include "base/core/text.hpp"
#include "base/files/descriptor.hpp"
#include "base/files/read.hpp"
#include "base/terminal/exit_status.hpp"
#include "crypto/evidence/policy.hpp"
#include "crypto/statement/file_guess.hpp"

#include <fcntl.h>

namespace assay::auditor {

namespace {

constexpr std::size_t kPolicyBytesMax = 1U << 20;
constexpr std::size_t kBeginningBytes = 64;

/// The log part of a policy file, and the file's digest.
struct ReadPolicy {
    crypto::Policy policy;
    crypto::TlogPolicy tlog;
    std::string sha256;
};

Result<ReadPolicy> read_tlog_policy(const std::filesystem::path& path) {
    const auto text = TRY_WITHIN("policy", read_file(path, kPolicyBytesMax));
    auto policy = TRY_WITHIN(quote(path.string()),
                             crypto::guessing(crypto::Policy::parse(text_of(text)), text_of(text), "policy"));
    auto tlog = TRY_WITHIN(quote(path.string()) + ": log policy", crypto::TlogPolicy::parse(policy.tlog));
    return ReadPolicy{std::move(policy), std::move(tlog), crypto::hex(crypto::sha256(text))};
}

}  // namespace

Result<CompareAnswer> compare(const CompareRequest& request) {
    const auto policy = TRY(read_tlog_policy(request.policy));
    CompareAnswer out;
    std::vector<crypto::Evidence> evidence;
    for (std::size_t i = 0; i < 2; ++i) {
        const auto text = TRY_WITHIN("evidence", read_file(request.evidence[i], crypto::Evidence::kBytesMax));
        out.evidence_sha256[i] = crypto::hex(crypto::sha256(text));
        // However it is laid out: a log must not escape by the form of a file.
        auto read = TRY_WITHIN(quote(request.evidence[i].string()), crypto::Evidence::read(text_of(text)));
        evidence.push_back(std::move(read.evidence));
    }
    out.comparison = crypto::compare_histories(evidence[0], evidence[1], policy.tlog);
    if (out.comparison.fork) out.fork = TRY_WITHIN("proving what was found", out.comparison.fork->check(policy.tlog));
    out.statements = crypto::compare_statements(evidence[0], evidence[1], policy.policy);
    out.overlap = policy.tlog.describe_overlap();
    out.quorums_meet = policy.tlog.smallest_overlap().value_or(0) > 0;
    out.policy_sha256 = policy.sha256;
    return out;
}

int exit_status_of(const CompareAnswer& answer) {
    if (answer.fork || !answer.statements.found.empty()) return kExitEquivocation;
    return answer.comparison.could_compare() ? kExitYes : kExitCannotBeChecked;
}

Result<bool> is_fork_proof(const std::filesystem::path& path) {
    const auto file = TRY_WITHIN("evidence", Descriptor::open(path, O_RDONLY | O_NONBLOCK));
    // What else it is, is said by who reads it as evidence.
    if (TRY_WITHIN("evidence", file.status()).kind != FileKind::Regular) return false;
    Bytes beginning(kBeginningBytes);
    std::size_t have = 0;
    while (have < beginning.size()) {
        const auto got = TRY_WITHIN("evidence", file.read_some(std::span(beginning).subspan(have)));
        if (got == 0) break;
        have += got;
    }
    return crypto::ForkProof::is_one(text_of(ByteView(beginning).first(have)));
}

Result<ForkAnswer> check_fork_proof(const std::filesystem::path& proof, const std::filesystem::path& policy_file) {
    const auto policy = TRY(read_tlog_policy(policy_file));
    const auto text = TRY_WITHIN("fork proof", read_file(proof, crypto::ForkProof::kBytesMax));
    const auto judge = [&]() -> Result<crypto::Fork> {
        return TRY(crypto::ForkProof::parse(text_of(text))).check(policy.tlog);
    };
    return ForkAnswer{judge(), crypto::hex(crypto::sha256(text)), policy.sha256};
}

int exit_status_of(const ForkAnswer& answer) {
    if (answer.fork) return kExitEquivocation;
    const auto kind = answer.fork.error().kind();
    const bool is_unknown = kind == ErrorKind::Unproven || kind == ErrorKind::Unsupported;
    return is_unknown ? kExitCannotBeChecked : kExitCheckFailed;
}

}  // namespace assay::auditor
