// SPDX-License-Identifier: Apache-2.0
// How many witnesses any two quorums of a policy share. Each name is a member of at most one group, so the groups are
// trees without common parts. Two quorums of a group that needs k of n members have at least 2k - n members in common,
// and which members these are is free; so the smallest overlap of the group is the sum of its 2k - n smallest ones.
#include "crypto/tlog/tlog_policy.hpp"

#include "base/core/text.hpp"

#include <algorithm>
#include <numeric>

namespace assay::crypto {

namespace {

constexpr std::string_view kNone = "none";

/// The names from which the quorum is made: itself, its members, theirs.
std::set<std::string> names_below(const TlogPolicy& policy) {
    std::set<std::string> out = {policy.quorum()};
    // Groups name only what is defined before them.
    for (auto group = policy.groups().rbegin(); group != policy.groups().rend(); ++group)
        if (out.contains(group->name)) out.insert(group->members.begin(), group->members.end());
    return out;
}

/// The lines of each witness from which the quorum is made, by the name its keys have in common.
std::map<KeyName, std::set<std::string>> lines_by_witness(const TlogPolicy& policy) {
    const auto below = names_below(policy);
    std::map<KeyName, std::set<std::string>> out;
    for (const auto& witness : policy.witnesses())
        if (below.contains(witness.name)) out[witness.key.name()].insert(witness.name);
    return out;
}

bool is_made_of(const PolicyGroup& group, const std::set<std::string>& names) {
    return group.members.size() == names.size() &&
           std::ranges::all_of(group.members, [&](const auto& member) { return names.contains(member); });
}

std::size_t overlap_of(const PolicyGroup& group, const std::map<std::string, std::size_t>& overlaps) {
    const auto members = group.members.size();
    if (2 * group.needed <= members) return 0;
    std::vector<std::size_t> smallest;
    for (const auto& member : group.members) smallest.push_back(overlaps.at(member));
    std::ranges::sort(smallest);
    const auto common = static_cast<std::ptrdiff_t>(2 * group.needed - members);
    return std::accumulate(smallest.begin(), smallest.begin() + common, std::size_t{0});
}

}  // namespace

Status TlogPolicy::check_witnesses_count_once() const {
    for (const auto& [name, lines] : lines_by_witness(*this)) {
        if (lines.size() == 1) continue;
        if (std::ranges::any_of(groups_, [&](const auto& group) { return is_made_of(group, lines); })) continue;
        return fail(Error(ErrorKind::Invalid, "the witness " + quote(name.text()) + " has " +
                                                  count_of(lines.size(), "key") +
                                                  ", and they are not the members of one group of their own: it could "
                                                  "count more than once")
                        .with_hint("put them in one group: group NAME all " +
                                   join(std::vector<std::string>(lines.begin(), lines.end()), " ")));
    }
    return {};
}

std::size_t TlogPolicy::witness_count() const { return lines_by_witness(*this).size(); }

std::optional<std::size_t> TlogPolicy::smallest_overlap() const {
    if (quorum_ == kNone) return std::nullopt;
    const auto witnesses = lines_by_witness(*this);
    std::map<std::string, std::size_t> overlaps;
    for (const auto& witness : witnesses_) overlaps[witness.name] = 1;
    for (const auto& group : groups_) {
        const bool is_one_witness =
            std::ranges::any_of(witnesses, [&](const auto& each) { return is_made_of(group, each.second); });
        overlaps[group.name] = is_one_witness ? 1 : overlap_of(group, overlaps);
    }
    return overlaps.at(quorum_);
}

std::string TlogPolicy::describe_overlap() const {
    const auto overlap = smallest_overlap();
    if (!overlap)
        return "the policy asks for no witness: there is no independent time, and the log can show two histories";
    const auto witnesses = count_of(witness_count(), "witness", "witnesses");
    if (*overlap == 0)
        return "two quorums need not share any of the " + witnesses +
               ": the log can show two histories, each with a quorum of honest witnesses";
    return "any two quorums share at least " + std::to_string(*overlap) + " of " + witnesses +
           ": two histories are prevented as long as at most " + std::to_string(*overlap - 1) +
           " of them collude with the log";
}

}  // namespace assay::crypto
