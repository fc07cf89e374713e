// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/agreement.hpp"

#include "tests/crypto/record/reading.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

namespace {

/// A world's terms, changed, and what is wrong with them.
std::string refusal_of(const std::function<void(Agreement&, const World&)>& change) {
    const World world;
    auto terms = world.terms();
    change(terms, world);
    return message_of(terms.payload(world.book()));
}

}  // namespace

TEST_CASE("the terms of an agreement are held when it is drawn up", "[crypto][record]") {
    CHECK(refusal_of([](auto&, const auto&) {}).empty());
    CHECK(refusal_of([](auto& it, const auto&) { it.rooms.clear(); }) == "agreement: needs between 1 and 32 rooms");
    CHECK(refusal_of([](auto& it, const auto&) { it.trustees.pop_back(); }).find(" for ") != std::string::npos);
    CHECK(refusal_of([](auto& it, const auto&) { it.threshold.needed = 1; }).find("is not a threshold") !=
          std::string::npos);
    CHECK(refusal_of([](auto& it, const auto&) { it.dedup = "world"; }).find("dedup is \"world\"") !=
          std::string::npos);
    CHECK(refusal_of([](auto& it, const auto& w) { it.rooms = {w.vendor.id()}; }) ==
          "agreement: names one identity for two parts");
    CHECK(refusal_of([](auto& it, const auto&) { std::swap(it.vendor, it.custodian); }).find("its vendor is ") !=
          std::string::npos);
    CHECK(refusal_of([](auto& it, const auto&) { it.rooms = {IdentityId()}; }).find("is not known here") !=
          std::string::npos);
}

TEST_CASE("an agreement is read strictly", "[crypto][record]") {
    const auto refusal = [](const std::function<Json(Json)>& change) {
        World w;
        w.change_payload = [&](const Signing& signing, Json payload) {
            return signing.kind == StatementKind::Agreement ? change(std::move(payload)) : payload;
        };
        w.build_chain();
        const auto statement = Statement::open(w.agreement, w.book());
        return statement ? message_of(Agreement::parse(*statement, w.book())) : statement.error().message();
    };
    const auto setting = [&](const std::string& name, const Json& value) {
        return refusal([&](Json payload) {
            auto predicate = *payload.find("predicate");
            predicate.set(name, value);
            payload.set("predicate", predicate);
            return payload;
        });
    };
    CHECK(refusal([](Json payload) { return payload; }).empty());
    CHECK(refusal([](Json payload) {
              auto predicate = *payload.find("predicate")->members();
              predicate.emplace(predicate.begin(), "extra", 1);
              payload.set("predicate", predicate);
              return payload;
          }).find("\"extra\"") != std::string::npos);
    CHECK(setting("threshold", 300).find("is out of range") != std::string::npos);
    CHECK(setting("threshold", 1).find("is not a threshold") != std::string::npos);
    CHECK(setting("notice_days", 10).find("notice_days") != std::string::npos);
    CHECK(setting("rooms", Json::array()).find("rooms") != std::string::npos);
    CHECK(refusal([](Json payload) {
              auto subjects = *payload.find("subject")->items();
              std::swap(subjects[0], subjects[1]);
              payload.set("subject", subjects);
              return payload;
          }).find("its subjects are not its parties") != std::string::npos);
}
