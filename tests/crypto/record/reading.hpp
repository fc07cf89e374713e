// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/text.hpp"
#include "tests/support/world.hpp"

#include <optional>

namespace assay::test {

/// How a kind's reader takes statements that their right signer has changed.
class Reading {
public:
    Reading() { world.build_chain(); }

    /// A statement's payload without its salt, signed anew with one member exchanged, left out, or added. `member` is a
    /// path with dots; an item of a list is named by its position.
    crypto::Statement with(const crypto::SaltedEnvelope& statement, const Party& signer, const std::string& member,
                           const std::optional<Json>& value) {
        const auto payload = need(crypto::DsseEnvelope::parse(text_of(statement.envelope))).payload;
        auto json = changed(need(Json::parse(text_of(payload))), "predicate.salt", std::nullopt);
        if (!member.empty()) json = changed(json, member, value);
        return need(crypto::Statement::open(world.sign(json.render(), signer), world.book()));
    }
    /// What the reader of T says of it; empty where it takes it.
    template <typename T>
    std::string refusal(const crypto::SaltedEnvelope& statement, const Party& signer, const std::string& member,
                        const std::optional<Json>& value) {
        return message_of(T::parse(with(statement, signer, member, value)));
    }
    /// Every reader refuses a member more, one of its members fewer, another kind and another subject; and gives back
    /// exactly what was signed.
    template <typename T>
    void check_strict(const crypto::SaltedEnvelope& statement, const Party& signer, const std::string& subject) {
        const auto same = with(statement, signer, "", std::nullopt);
        const auto payload = need(crypto::DsseEnvelope::parse(text_of(statement.envelope))).payload;
        CHECK(need(T::parse(same)).payload() ==
              changed(need(Json::parse(text_of(payload))), "predicate.salt", std::nullopt).render());
        CHECK(refusal<T>(statement, signer, "predicate.extra", "x").find("\"extra\"") != std::string::npos);
        const auto members = *need(Json::parse(text_of(payload))).find("predicate")->members();
        for (const auto& [name, value] : members) {
            if (name == "signer" || name == "time" || name == "salt" || name == "chain") continue;
            INFO(name);
            CHECK(refusal<T>(statement, signer, "predicate." + name, std::nullopt).find(name) != std::string::npos);
            CHECK_FALSE(refusal<T>(statement, signer, "predicate." + name, Json()).empty());
        }
        CHECK(refusal<T>(statement, signer, "subject.0.name", "thing")
                  .find("its subject is \"thing\", not \"" + subject) != std::string::npos);
        const auto other =
            need(crypto::Statement::open(subject == "deposit" ? world.deposit : world.held, world.book()));
        CHECK(message_of(T::parse(other)).starts_with("expected a statement of kind "));
    }

    World world;

private:
    static Json changed(const Json& json, std::string_view member, const std::optional<Json>& value) {
        const auto dot = member.find('.');
        const auto name = member.substr(0, dot);
        const auto within = [&](const Json& inner) {
            return dot == std::string_view::npos ? *value : changed(inner, member.substr(dot + 1), value);
        };
        const bool leave_out = dot == std::string_view::npos && !value;
        if (const auto* items = json.items()) {
            auto list = *items;
            const auto at = static_cast<std::size_t>(parse_decimal(name).value());
            list.at(at) = within(list.at(at));
            return list;
        }
        Json::Object out;
        bool found = false;
        for (const auto& [key, inner] : *json.members()) {
            found = found || key == name;
            if (key != name)
                out.emplace_back(key, inner);
            else if (!leave_out)
                out.emplace_back(key, within(inner));
        }
        if (!found && !leave_out) out.emplace_back(std::string(name), *value);
        return out;
    }
};

}  // namespace assay::test
