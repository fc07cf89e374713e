// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/exhibits.hpp"

namespace assay::crypto {

namespace {

template <typename T>
Status take(Result<T> typed, Exhibit& into) {
    into.typed = TRY(std::move(typed));
    return {};
}

/// The one place that knows which type reads which kind.
Status read_typed(Exhibit& exhibit, const IdentityBook& book) {
    switch (exhibit.kind()) {
        case StatementKind::Agreement: return take(Agreement::parse(exhibit.statement, book), exhibit);
        case StatementKind::Deposit: return take(Deposit::parse(exhibit.statement), exhibit);
        case StatementKind::Held: return take(Held::parse(exhibit.statement), exhibit);
        case StatementKind::Export: return take(Export::parse(exhibit.statement), exhibit);
        case StatementKind::Acceptance: return take(Acceptance::parse(exhibit.statement), exhibit);
        case StatementKind::Rebuild: return take(Rebuild::parse(exhibit.statement), exhibit);
        case StatementKind::Verdict: return take(Verdict::parse(exhibit.statement), exhibit);
        case StatementKind::Access: return take(Access::parse(exhibit.statement), exhibit);
        default: return {};  // nothing leads to it, and so it is refused as not reached
    }
}

void open_fields(Exhibit& exhibit, const std::map<std::string, Disclosure>& shown) {
    const auto* closed = exhibit.statement.predicate().find("closed");
    for (const auto& [name, disclosure] : shown) {
        const auto open = [&]() -> Result<Json> {
            TRY(check_disclosure(name, disclosure, closed != nullptr ? *closed : Json()));
            return disclosure.json();
        };
        auto value = open();
        if (value)
            exhibit.fields.emplace(name, std::move(*value));
        else
            exhibit.unopened.emplace(name, value.error());
    }
}

struct LinksOf {
    std::vector<StatementLink> operator()(const std::monostate&) const { return {}; }
    std::vector<StatementLink> operator()(const Agreement&) const { return {}; }
    std::vector<StatementLink> operator()(const Deposit& it) const { return {it.agreement}; }
    std::vector<StatementLink> operator()(const Held& it) const { return {it.deposit, it.agreement}; }
    std::vector<StatementLink> operator()(const Export& it) const { return {it.deposit, it.held, it.agreement}; }
    std::vector<StatementLink> operator()(const Acceptance& it) const { return {it.deposit, it.exported}; }
    std::vector<StatementLink> operator()(const Rebuild& it) const { return {it.deposit, it.acceptance}; }
    std::vector<StatementLink> operator()(const Verdict& it) const { return {it.deposit, it.rebuild}; }
    std::vector<StatementLink> operator()(const Access& it) const { return {it.deposit, it.acceptance}; }
};

}  // namespace

const Json* Exhibit::field(std::string_view name) const {
    const auto at = fields.find(name);
    return at == fields.end() ? nullptr : &at->second;
}

std::vector<StatementLink> Exhibit::links() const { return std::visit(LinksOf(), typed); }

Exhibits::Exhibits(const Evidence& evidence, const Trust& trust, Findings& findings) {
    for (const auto& [id, object] : evidence.objects()) {
        const auto kind = object.kind();
        if (!kind || *kind == StatementKind::Identity || *kind == StatementKind::Endorsement) continue;  // see Trust
        const auto open = [&]() -> Result<Exhibit> {
            auto statement = TRY(Statement::open(object, trust.book()));
            Exhibit exhibit{std::move(statement), {}, {}, {}, {}, {}};
            TRY(read_typed(exhibit, trust.book()));
            return exhibit;
        };
        auto exhibit = open();
        if (!exhibit) {
            findings.error(std::string(name_of(*kind)), exhibit.error());
            continue;
        }
        const auto shown = evidence.disclosures().find(id);
        if (shown != evidence.disclosures().end()) open_fields(*exhibit, shown->second);
        exhibits_.emplace(id, std::move(*exhibit));
    }
    for (const auto& [id, fields] : evidence.disclosures())
        if (!exhibits_.contains(id))
            findings.fails("fields", "there are disclosures for " + short_id(IdentityId(id.array())) +
                                         ", which is no statement of this evidence that has closed fields");
}

std::optional<ChainPlace> Exhibit::place() const {
    if (const auto* rebuild = as<Rebuild>()) return rebuild->chain;
    if (const auto* verdict = as<Verdict>()) return verdict->chain;
    return std::nullopt;
}

const Exhibit* Exhibits::find(const StatementId& id) const {
    const auto at = exhibits_.find(id);
    return at == exhibits_.end() ? nullptr : &at->second;
}

const Exhibit* Exhibits::at(const StatementLink& link) const {
    const auto* exhibit = find(link.id());
    return exhibit != nullptr && exhibit->statement.link() == link ? exhibit : nullptr;
}

}  // namespace assay::crypto
