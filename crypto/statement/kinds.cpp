// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/kinds.hpp"

#include "base/core/text.hpp"

#include <array>

namespace assay::crypto {

namespace {

using Kind = StatementKind;

constexpr std::array kKinds = {
    // kind, name, subject, signer, rests on, of kind, closed, of a room, logged
    KindFacts{Kind::Identity, "identity", "keys", {}, "", {}, false, false, true},
    KindFacts{Kind::Endorsement, "endorsement", "identity", Role::Root, "", {}, false, false, true},
    KindFacts{Kind::Agreement, "agreement", "party", {}, "", {}, false, false, true},
    KindFacts{Kind::Deposit, "deposit", "index", Role::Vendor, "agreement", Kind::Agreement, true, false, true},
    KindFacts{Kind::Held, "held", "deposit", Role::Custodian, "", {}, false, false, true},
    KindFacts{Kind::Export, "export", "deposit", Role::Custodian, "held", Kind::Held, false, false, true},
    KindFacts{Kind::Acceptance, "acceptance", "deposit", Role::Verifier, "export", Kind::Export, true, true, true},
    KindFacts{Kind::Refusal, "refusal", "deposit", {}, "", {}, true, true, true},
    KindFacts{Kind::Rebuild, "rebuild", "deposit", Role::Verifier, "acceptance", Kind::Acceptance, true, true, true},
    KindFacts{Kind::Verdict, "verdict", "deposit", Role::Verifier, "rebuild", Kind::Rebuild, true, true, true},
    KindFacts{Kind::Access, "access", "deposit", Role::Verifier, "acceptance", Kind::Acceptance, true, true, true},
    KindFacts{Kind::Outbox, "outbox", "statements", Role::Verifier, "", {}, false, false, false},
};

constexpr bool is_in_order() {
    for (std::size_t i = 0; i < kKinds.size(); ++i)
        if (static_cast<std::size_t>(kKinds[i].kind) != i) return false;
    return true;
}
static_assert(is_in_order());

}  // namespace

std::span<const KindFacts> all_kinds() { return kKinds; }

const KindFacts& facts_of(StatementKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

std::string_view name_of(StatementKind kind) { return facts_of(kind).name; }

std::string predicate_type(StatementKind kind) { return "urn:assay:" + std::string(name_of(kind)) + ":1"; }

Result<StatementKind> parse_predicate_type(std::string_view type) {
    for (const auto& facts : kKinds)
        if (type == predicate_type(facts.kind)) return facts.kind;
    return fail(ErrorKind::Unsupported, "the predicate type " + quote(type) + " is unknown to this version");
}

}  // namespace assay::crypto
