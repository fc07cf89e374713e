// SPDX-License-Identifier: Apache-2.0
#include "auditor/check.hpp"

#include "base/core/text.hpp"
#include "base/files/deployed.hpp"
#include "base/files/head.hpp"
#include "base/files/read.hpp"
#include "base/terminal/exit_status.hpp"
#include "crypto/statement/file_guess.hpp"

namespace assay::auditor {

namespace {

constexpr std::size_t kPolicyBytesMax = 1U << 20;
constexpr std::size_t kReadBytes = 1U << 20;
constexpr std::string_view kEvidence = "evidence file";
using Given = crypto::DeployedFile::Given;

Result<crypto::DeployedFile> digest_of(const DeployedEntry& entry, const Interrupt& interrupt) {
    const auto file = TRY(entry.open());
    crypto::DigestSetStream digest;
    std::uint64_t size = 0;
    Bytes buffer(kReadBytes);
    for (;;) {
        TRY(interrupt.check("hashing " + quote(entry.at.string())));
        const auto got = TRY(file.read_some(buffer));
        if (got == 0)
            return crypto::DeployedFile{entry.name, size, digest.finish(),
                                        entry.given == DeployedEntry::Given::File ? Given::Alone : Given::InFolder};
        digest.update(ByteView(buffer).first(got));
        size += got;
    }
}

}  // namespace

Status read_deployed(const std::filesystem::path& path, crypto::DeployedSet& into, const Interrupt& interrupt) {
    auto found = TRY(find_deployed({path}));
    // Not asked of the path once more: it may be another thing by now.
    const bool is_folder = found.empty() || found.front().given == DeployedEntry::Given::Member;
    // Of two folders one could have what the other lacks.
    if (is_folder && into.has_folder)
        return fail(ErrorKind::Usage, "only one deployed folder can be checked at a time");
    into.has_folder = into.has_folder || is_folder;
    for (auto& entry : found) {
        if (entry.kind == FileKind::Regular)
            into.files.push_back(TRY(digest_of(entry, interrupt)));
        else if (entry.given == DeployedEntry::Given::File)
            return fail(ErrorKind::Invalid, "deployed file " + quote(path.string()) + " is no regular file");
        else if (entry.kind == FileKind::Link)
            into.links.push_back({std::move(entry.name), deployed_name(entry.target)});
        else if (entry.kind != FileKind::Folder)
            into.others.emplace_back(std::move(entry.name), describe(entry.kind));
    }
    return {};
}

Result<CheckAnswer> check(const CheckRequest& request, const Interrupt& interrupt) {
    using crypto::LinkState;
    CheckAnswer answer;
    const auto policy_text = TRY_WITHIN("policy", read_file(request.policy, kPolicyBytesMax));
    answer.policy_sha256 = crypto::hex(crypto::sha256(policy_text));
    const auto policy =
        TRY_WITHIN(quote(request.policy.string()),
                   crypto::guessing(crypto::Policy::parse(text_of(policy_text)), text_of(policy_text), "policy"));
    for (const auto& path : request.deployed) TRY(read_deployed(path, answer.deployed, interrupt));

    const auto head = head_of_file(request.evidence, crypto::kGuessBytes);
    const auto evidence_text = TRY_WITHIN(
        "evidence", crypto::guessing(read_file(request.evidence, crypto::Evidence::kBytesMax), head, kEvidence));
    answer.evidence_sha256 = crypto::hex(crypto::sha256(evidence_text));
    const auto read = crypto::Evidence::read(text_of(evidence_text));
    if (!read) {
        const auto guess = crypto::seems_to_be(head, kEvidence);
        answer.report.links.push_back(
            {"form", crypto::state_of(read.error()), read.error().message() + (guess ? "; " + *guess : "")});
        return answer;
    }
    answer.report =
        TRY(crypto::check_evidence(read->evidence, {policy, request.as_of, answer.deployed, request.expected, {}}));
    // Last, so that what the other links say is wrong is said first.
    if (!read->form) answer.report.links.push_back({"form", LinkState::Fails, read->form.error().message()});
    return answer;
}

int exit_status_of(const crypto::CheckReport& report) {
    std::vector<int> statuses;
    for (const auto& link : report.links)
        if (const auto kind = crypto::error_kind(link.state)) statuses.push_back(exit_status(*kind));
    return worst_of(statuses);
}

}  // namespace assay::auditor
