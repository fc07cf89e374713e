// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/tlog_policy.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

constexpr std::string_view kNone = "none";

using Moment = std::optional<Time>;  // none: never

bool never_last(const Moment& a, const Moment& b) { return a && (!b || *a < *b); }

/// When a group witnesses: at the time of its `needed`-th member.
Moment moment_of(const PolicyGroup& group, const std::map<std::string, Moment>& moments) {
    std::vector<Moment> members;
    for (const auto& member : group.members) members.push_back(moments.at(member));
    std::ranges::sort(members, never_last);
    return members.at(group.needed - 1);
}

}  // namespace

Quorum TlogPolicy::quorum_of(const std::vector<Cosigned>& cosigned) const {
    if (quorum_ == kNone) return {.holds = true, .time = std::nullopt};
    std::map<std::string, Moment> moments;
    for (const auto& witness : witnesses_) moments[witness.name] = std::nullopt;
    for (const auto& [witness, time] : cosigned)
        if (const auto found = moments.find(witness); found != moments.end())
            if (!found->second || time < *found->second) found->second = time;
    // Groups name only what was defined before them.
    for (const auto& group : groups_) moments[group.name] = moment_of(group, moments);
    const auto time = moments.at(quorum_);
    return {.holds = time.has_value(), .time = time};
}

Result<CheckedCheckpoint> TlogPolicy::evaluate(const Note& note) const {
    auto checkpoint = TRY(Checkpoint::parse(note.unverified_text()));
    const auto& origin = checkpoint.origin().text();
    const auto untrusted = [doing = "checking the checkpoint of " + quote(origin)](std::string_view why) {
        return fail(ErrorKind::Untrusted, doing + ": " + std::string(why));
    };
    const auto is_of_origin = [&](const PolicyLog& log) { return log.key.name().text() == origin; };
    if (std::ranges::none_of(logs_, is_of_origin)) return untrusted("the policy lists no log of this origin");
    if (auto status = check_empty_tree(checkpoint.head()); !status) return untrusted(status.error().message());

    std::vector<NoteKey> keys;
    for (const auto& log : logs_) keys.push_back(log.key);
    for (const auto& witness : witnesses_) keys.push_back(witness.key);
    const auto opened = TRY(note.open(keys));
    const auto verified = [&](std::size_t key) {
        const auto found = std::ranges::find(opened.verified, key, &OpenedNote::Verified::key);
        return found == opened.verified.end() ? nullptr : &*found;
    };

    CheckedCheckpoint checked(checkpoint);
    for (std::size_t i = 0; i < logs_.size(); ++i)
        if (is_of_origin(logs_[i])) (verified(i) ? checked.signed_by_ : checked.not_signed_by_).push_back(logs_[i].key);
    if (checked.signed_by_.empty()) return untrusted("none of the log's listed keys has signed it");
    for (std::size_t i = 0; i < witnesses_.size(); ++i)
        if (const auto* found = verified(logs_.size() + i); found != nullptr && found->time)
            checked.cosigned_.push_back({witnesses_[i].name, *found->time});
    checked.quorum_ = quorum_of(checked.cosigned_);
    return checked;
}

}  // namespace assay::crypto
