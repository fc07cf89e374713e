// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/agreement.hpp"

#include "base/core/text.hpp"

#include <algorithm>
#include <set>

namespace assay::crypto {

namespace {

constexpr std::size_t kRoomsMax = 32;

Status check_terms(const Agreement& terms) {
    const auto wrong = [](std::string why) { return fail(ErrorKind::Invalid, "agreement: " + why); };
    if (terms.rooms.empty() || terms.rooms.size() > kRoomsMax) return wrong("needs between 1 and 32 rooms");
    if (terms.trustees.size() > 255) return wrong("has more than 255 trustees");
    if (terms.threshold.shares != terms.trustees.size())
        return wrong("has " + count_of(terms.trustees.size(), "trustee") + " for " +
                     count_of(terms.threshold.shares, "share"));
    if (terms.threshold.needed < 2 || terms.threshold.needed > terms.threshold.shares)
        return wrong(std::to_string(terms.threshold.needed) + " of " + std::to_string(terms.threshold.shares) +
                     " trustees is not a threshold: it is at least 2 and at most all");
    if (terms.dedup != "vendor" && terms.dedup != "agreement")
        return wrong("dedup is " + quote(terms.dedup) + ", neither \"vendor\" nor \"agreement\"");
    const auto parties = terms.parties();
    if (std::set<IdentityId>(parties.begin(), parties.end()).size() != parties.size())
        return wrong("names one identity for two parts");
    return {};
}

Status check_role(const IdentityBook& book, const IdentityId& id, Role role) {
    const auto* identity = book.find(id);
    if (identity == nullptr)
        return fail(ErrorKind::Unproven, "agreement: the identity of its " + std::string(name_of(role)) + " " +
                                             short_id(id) + " is not known here");
    if (identity->role() != role)
        return fail(ErrorKind::Untrusted,
                    "agreement: its " + std::string(name_of(role)) + " is " + identity->describe());
    return {};
}

Status check_roles(const Agreement& terms, const IdentityBook& book) {
    TRY(check_role(book, terms.vendor, Role::Vendor));
    TRY(check_role(book, terms.custodian, Role::Custodian));
    for (const auto& room : terms.rooms) TRY(check_role(book, room, Role::Verifier));
    for (const auto& trustee : terms.trustees) TRY(check_role(book, trustee, Role::Trustee));
    return {};
}

}  // namespace

std::vector<IdentityId> Agreement::parties() const {
    std::vector<IdentityId> out = {vendor, custodian};
    out.insert(out.end(), rooms.begin(), rooms.end());
    out.insert(out.end(), trustees.begin(), trustees.end());
    return out;
}

bool Agreement::has_room(const IdentityId& id) const {
    return std::find(rooms.begin(), rooms.end(), id) != rooms.end();
}

std::optional<std::uint8_t> Agreement::trustee_number(const IdentityId& id) const {
    const auto at = std::find(trustees.begin(), trustees.end(), id);
    if (at == trustees.end()) return std::nullopt;
    return static_cast<std::uint8_t>(at - trustees.begin() + 1);
}

Result<std::string> Agreement::payload(const IdentityBook& book) const {
    TRY(check_terms(*this));
    TRY(check_roles(*this, book));
    std::vector<Subject> subjects;
    for (const auto& id : parties()) subjects.push_back({"party", book.find(id)->link().digests()});
    auto predicate = Json::object({{"signers", render_ids(parties())},
                                   {"time", time.render()},
                                   {"vendor", encode_hex(vendor.view())},
                                   {"custodian", encode_hex(custodian.view())},
                                   {"rooms", render_ids(rooms)},
                                   {"trustees", render_ids(trustees)},
                                   {"threshold", std::int64_t{threshold.needed}},
                                   {"dedup", dedup},
                                   {"notice_days", Json::decimal(notice_days)},
                                   {"retention_days", Json::decimal(retention_days)}});
    return render_payload(StatementKind::Agreement, subjects, predicate);
}

Result<Agreement> Agreement::parse(const Statement& statement, const IdentityBook& book) {
    auto record = TRY(open_predicate(statement, StatementKind::Agreement));
    const auto vendor = TRY(read_hex<IdentityId>(record, "vendor"));
    const auto custodian = TRY(read_hex<IdentityId>(record, "custodian"));
    auto rooms = TRY(parse_ids(*TRY(record.any("rooms")), "agreement: rooms"));
    auto trustees = TRY(parse_ids(*TRY(record.any("trustees")), "agreement: trustees"));
    const auto needed = TRY(record.integer("threshold"));
    auto dedup = TRY(record.text("dedup"));
    const auto notice_days = TRY(record.decimal("notice_days"));
    const auto retention_days = TRY(record.decimal("retention_days"));
    TRY(record.finish());
    if (needed < 0 || needed > 255 || trustees.size() > 255) return record.wrong("threshold", "is out of range");
    const Threshold threshold{static_cast<std::uint8_t>(needed), static_cast<std::uint8_t>(trustees.size())};
    Agreement out{.time = statement.claimed_time(),
                  .vendor = vendor,
                  .custodian = custodian,
                  .rooms = std::move(rooms),
                  .trustees = std::move(trustees),
                  .threshold = threshold,
                  .dedup = std::move(dedup),
                  .notice_days = notice_days,
                  .retention_days = retention_days};
    TRY(check_terms(out));
    TRY(check_roles(out, book));
    if (statement.named_signers() != out.parties())
        return fail(ErrorKind::Untrusted, "agreement: its signers are not its parties");
    const auto parties = out.parties();
    if (statement.subjects().size() != parties.size())
        return fail(ErrorKind::Invalid, "agreement: its subjects are not its parties");
    for (std::size_t i = 0; i < parties.size(); ++i)
        if (statement.subjects()[i].name != "party" ||
            statement.subjects()[i].digest != book.find(parties[i])->link().digests())
            return fail(ErrorKind::Untrusted, "agreement: its subjects are not its parties");
    return out;
}

}  // namespace assay::crypto
