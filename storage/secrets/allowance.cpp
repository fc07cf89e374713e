// SPDX-License-Identifier: Apache-2.0
#include "storage/secrets/allowance.hpp"

#include "base/core/text.hpp"

#include <algorithm>
#include <map>

namespace assay::storage {

namespace {

constexpr std::size_t kShownMax = 5;

std::string place_of(const SecretFinding& finding) {
    return quote(finding.path.text()) + (finding.line > 0 ? " line " + std::to_string(finding.line) : std::string()) +
           ": " + finding.what;
}

}  // namespace

SortedFindings apply_allowances(const std::vector<SecretFinding>& findings, const std::vector<AllowedPath>& allowed) {
    SortedFindings out;
    std::vector<bool> is_used(allowed.size());
    std::map<RelativePath, SecretAllowance> recorded;
    for (const auto& finding : findings) {
        const auto fits = [&](const AllowedPath& each) {
            return each.path == finding.path && (!each.sha256 || *each.sha256 == finding.sha256);
        };
        const auto found = std::ranges::find_if(allowed, fits);
        if (found == allowed.end()) {
            out.remaining.push_back(finding);
            continue;
        }
        is_used[static_cast<std::size_t>(found - allowed.begin())] = true;
        recorded.emplace(finding.path,
                         SecretAllowance{.path = finding.path, .sha256 = finding.sha256, .reason = found->reason});
    }
    for (auto& [path, allowance] : recorded) out.recorded.push_back(std::move(allowance));
    for (std::size_t i = 0; i < allowed.size(); ++i)
        if (!is_used[i]) out.unused.push_back(allowed[i]);
    return out;
}

std::vector<AllowedPath> allowed_by(const Recipe& recipe) {
    std::vector<AllowedPath> out;
    for (const auto& each : recipe.allowances)
        out.push_back({.path = each.path, .sha256 = each.sha256, .reason = each.reason});
    return out;
}

Result<AllowedPath> parse_allowed_path(std::string_view text) {
    const auto equals = text.find('=');
    const auto reason = equals == std::string_view::npos ? std::string_view() : trim(text.substr(equals + 1));
    if (reason.empty()) return fail(ErrorKind::Usage, "allowing a secret: " + quote(text) + " is not PATH=REASON");
    auto path = RelativePath::parse(text.substr(0, equals));
    if (!path) return fail(std::move(path).error().as(ErrorKind::Usage).within("allowing a secret"));
    return AllowedPath{.path = std::move(*path), .sha256 = {}, .reason = std::string(reason)};
}

Json render_allowances(const std::vector<SecretAllowance>& allowances) {
    auto out = Json::array();
    for (const auto& each : allowances)
        out.push(Json::object(
            {{"path", each.path.text()}, {"sha256", encode_hex(each.sha256.view())}, {"reason", each.reason}}));
    return out;
}

Result<std::vector<SecretAllowance>> parse_allowances(const Json& json) {
    if (json.items() == nullptr) return fail(ErrorKind::Invalid, "allowed secrets: is not a list");
    if (json.items()->size() > Recipe::kAllowancesMax)
        return fail(ErrorKind::Limit, "allowed secrets: there are more than " + std::to_string(Recipe::kAllowancesMax));
    std::vector<SecretAllowance> out;
    for (const auto& item : *json.items()) {
        auto record = TRY(Record::of(item, "allowed secrets"));
        const auto name = TRY(record.text("path"));
        const auto digest = TRY(record.text("sha256"));
        auto path = TRY_WITHIN("allowed secrets: " + quote(name), RelativePath::parse(name));
        const auto sha256 = TRY(decode_hex_as<crypto::Sha256>(digest, "allowed secrets: \"sha256\""));
        auto reason = TRY(record.text("reason"));
        TRY(record.finish());
        out.push_back({.path = std::move(path), .sha256 = sha256, .reason = std::move(reason)});
    }
    return out;
}

Error refusal_of(const std::vector<SecretFinding>& remaining) {
    std::vector<std::string> shown;
    for (const auto& finding : remaining)
        if (shown.size() < kShownMax) shown.push_back(place_of(finding));
    const auto more = remaining.size() - shown.size();
    auto error = Error(ErrorKind::Refused, "the deposit would hold " + count_of(remaining.size(), "secret") + ": " +
                                               join(shown, "; ") +
                                               (more > 0 ? "; and " + std::to_string(more) + " more" : std::string()));
    if (remaining.empty()) return error;
    return std::move(error).with_hint(
        "a deposit must hold no key of its vendor: remove it, or, where it is none, allow it: "
        "--allow-secret " +
        remaining.front().path.text() + "=REASON");
}

}  // namespace assay::storage
