// SPDX-License-Identifier: Apache-2.0
#include "tests/support/members.hpp"

#include "base/core/text.hpp"
#include "base/core/time.hpp"
#include "crypto/evidence/members.hpp"

namespace assay::test {

namespace {

bool is_hex(const std::string& text) {
    return text.size() >= 40 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

std::vector<JsonMember> members_of(const Json& json, const std::string& prefix) {
    std::vector<JsonMember> out;
    crypto::visit_members(json, prefix, [&](const crypto::Member& member) {
        if (member.is_leaf || !member.path.empty())
            out.push_back(
                {std::string(member.name), {member.path.begin(), member.path.end()}, &member.value, member.is_leaf});
    });
    return out;
}

Json changed_at(const Json& json, std::span<const std::size_t> path, const std::function<Json(const Json&)>& change) {
    if (path.empty()) return change(json);
    if (const auto* members = json.members()) {
        auto copy = *members;
        copy[path.front()].second = changed_at(copy[path.front()].second, path.subspan(1), change);
        return copy;
    }
    auto copy = *json.items();
    copy[path.front()] = changed_at(copy[path.front()], path.subspan(1), change);
    return copy;
}

std::vector<Json> other_values(const Json& value) {
    if (const auto* number = value.integer()) return {*number + 1};
    if (const auto* flag = value.boolean()) return {!*flag};
    if (const auto* text = value.text()) {
        auto other = *text;
        if (is_hex(other)) {
            other.back() = other.back() == '0' ? '1' : '0';
            return {other};
        }
        if (const auto number = parse_decimal(other)) return {Json::decimal(*number + 1)};
        if (const auto time = Time::parse(other)) return {Time::from_seconds(time->seconds() + 7200)->render()};
        return {other + "x"};
    }
    if (value.items() != nullptr) return {Json::Array{"x"}};
    if (value.members() != nullptr) return {Json::object({{"x", "x"}})};
    return {"x"};
}

}  // namespace assay::test
