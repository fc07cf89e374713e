// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/trust.hpp"
#include "crypto/record/acceptance.hpp"
#include "crypto/record/access.hpp"
#include "crypto/record/agreement.hpp"
#include "crypto/record/deposit.hpp"
#include "crypto/record/export.hpp"
#include "crypto/record/held.hpp"
#include "crypto/record/rebuild.hpp"
#include "crypto/record/verdict.hpp"

#include <variant>

namespace assay::crypto {

/// A statement of the evidence whose signatures hold, in its own type, with what is shown of its closed part.
struct Exhibit {
    Statement statement;
    std::variant<std::monostate, Agreement, Deposit, Held, Export, Acceptance, Rebuild, Verdict, Access> typed;
    std::map<std::string, Json, std::less<>> fields;     ///< disclosed, and what the statement commits to
    std::map<std::string, Error, std::less<>> unopened;  ///< disclosed, and something else
    std::optional<std::uint64_t> index;                  ///< of its leaf, as proven
    std::optional<Time> proven;                          ///< by when the log had it, under a quorum

    StatementKind kind() const { return statement.kind(); }
    template <typename T>
    const T* as() const {
        return std::get_if<T>(&typed);
    }
    /// A disclosed field, or null.
    const Json* field(std::string_view name) const;
    /// Its place in the chain of its room, where it has one.
    std::optional<ChainPlace> place() const;
    /// The statements it rests on, in the order of its members.
    std::vector<StatementLink> links() const;
};

/// All statements of the evidence but those about who is whom (see Trust).
class Exhibits {
public:
    /// Opens every one, and every disclosed field. What does not open is reported, by its kind.
    Exhibits(const Evidence& evidence, const Trust& trust, Findings& findings);

    const std::map<StatementId, Exhibit>& all() const { return exhibits_; }
    std::map<StatementId, Exhibit>& all() { return exhibits_; }
    const Exhibit* find(const StatementId& id) const;
    /// The statement a link names by both digests, or null.
    const Exhibit* at(const StatementLink& link) const;
    /// The same in its type; null also where it is of another kind.
    template <typename T>
    const T* typed_at(const StatementLink& link) const {
        const auto* exhibit = at(link);
        return exhibit == nullptr ? nullptr : exhibit->as<T>();
    }

private:
    std::map<StatementId, Exhibit> exhibits_;
};

}  // namespace assay::crypto
