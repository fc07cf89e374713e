// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "crypto/evidence/bindings.hpp"
#include "crypto/evidence/members.hpp"
#include "crypto/statement/dsse.hpp"
#include "tests/support/members.hpp"
#include "tests/support/world.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>

/// Every signed member of every statement, and every disclosed field, is changed by the holder of the right keys:
/// signed again, what rests on it made anew, logged and cosigned. Each change ends in the words of its line in the
/// table of bindings, or its line says that nothing depends on it, and then the evidence is sound.
using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

namespace {

constexpr int kTwoHours = 120, kTwoYears = -2 * 365 * 1440;

/// A world in which nothing is empty that could be full.
const World& base() {
    static const World instance = [] {
        World out;
        out.work.environment = "vendor-supplied";
        out.work.unvouched = {{"gcc_99_amd64", sha256(bytes_of("package"))}};
        out.work.opaque = {{"blob/one.bin", "binary", sha256(bytes_of("one")), {"usr/sbin/routerd"}},
                           {"parse.c", "generated", sha256(bytes_of("two")), {"usr/sbin/debugshell"}}};
        out.opens = true;
        out.build_chain();
        return out;
    }();
    return instance;
}

/// A reader that accepts all of it, and expects just this.
Policy reader(const World& w) {
    auto out = w.policy();
    out.environments = {"vendor-supplied"};
    for (const auto& package : base().work.unvouched) out.packages.insert(package.sha256);
    for (const auto& input : base().work.opaque) out.opaque.insert(input.sha256);
    out.expect.products = {{"router-os", {"2.4.1"}}};
    out.machine = Policy::Machine::Own;
    return out;
}

CheckReport check(const World& w) {
    return need(check_evidence(w.evidence(), {reader(w), w.at(1000), base().deployed()}));
}

/// One change of one member, and its line.
struct Case {
    Signing signing;
    std::string field;   ///< closed field, or empty for the payload
    std::string member;  ///< as the table calls it
    JsonPath path;       ///< within the payload or the field
    std::function<Json(const Json&)> change;

    std::string name() const {
        return std::string(name_of(signing.kind)) + (signing.party.empty() ? "" : " of " + signing.party) + " " +
               member;
    }
};

Json link_json(const SaltedEnvelope& statement) { return base().link(statement).render(); }

/// What else a member could say: other words of its vocabulary, other parties, other times. Where there is nothing
/// better, something else of its form.
std::vector<Json> alternatives(const std::string& member, const Json& value) {
    const auto& w = base();
    const std::vector<std::pair<std::string_view, std::vector<Json>>> known = {
        {"predicateType", {"urn:assay:held:9", predicate_type(StatementKind::Refusal)}},
        {"predicate.signer", {hex(w.trustees[1].id()), std::string(64, 'a')}},
        {"predicate.class", {"source-only"}},
        {"predicate.outcome", {"failed"}},
        {"predicate.verdict", {"unexplained", "not-comparable"}},
        {"predicate.role", {"trustee", "root"}},
        {"predicate.room", {hex(w.trustees[0].id())}},
        {"predicate.time", {w.at(kTwoHours).render(), w.at(kTwoYears).render()}},
        {"predicate.valid.from", {w.at(90'000).render()}},
        {"predicate.valid.until", {w.at(-800).render()}},
        {"predicate.chain.ordinal", {"1", "2"}},
        {"predicate.chain.previous", {link_json(w.acceptance)}},
        {"predicate.sealed[].to", {hex(w.trustees[0].id())}},
        {"predicate.dedup", {"agreement"}},
        {"predicate.threshold", {3}},
        {"predicate.keys[sign].held_in", {"token"}},
        {"predicate.keys[log].held_in", {"token"}},
        {"closed.levels", {"L3"}},
        {"closed.grade.environment", {"debian-signed", "host"}},
        {"closed.provenance.runDetails.byproducts[environment].content.grade", {"debian-signed", "host"}},
        {"closed.provenance.runDetails.byproducts[environment].content.kind", {"host"}},
        {"closed.provenance.runDetails.metadata.startedOn", {w.at(kTwoYears).render(), w.at(kTwoHours).render()}},
        {"closed.provenance.runDetails.metadata.finishedOn", {w.at(kTwoHours).render(), w.at(kTwoYears).render()}},
        {"closed.provenance.runDetails.byproducts[environment].content.archives[].keys", {std::string(40, 'A')}},
        {"closed.vsa.timeVerified", {w.at(kTwoHours).render(), w.at(kTwoYears).render()}},
        {"closed.vsa.verificationResult", {"FAILED"}},
        {"closed.comparisons[].verdict", {"identical-after-signature", "explained", "not-comparable"}},
        {"closed.opaque.read[].why", {"high-entropy"}},
        {"closed.grade.opaque[].why", {"high-entropy"}},
    };
    for (const auto& [name, values] : known)
        if (member == name || member.starts_with(std::string(name) + "[")) return values;
    return other_values(value);
}

Json without_last(const Json& list) {
    auto fewer = *list.items();
    fewer.pop_back();
    return fewer;
}

void add_cases(std::vector<Case>& out, const Signing& signing, const std::string& field, const Json& json) {
    for (const auto& member : members_of(json, field.empty() ? "" : "closed." + field)) {
        if (member.is_leaf)
            for (const auto& other : alternatives(member.name, *member.value))
                if (other != *member.value)
                    out.push_back({signing, field, member.name, member.path, [other](const Json&) { return other; }});
        if (member.value->items() != nullptr && !member.value->items()->empty())
            out.push_back({signing, field, member.name, member.path, without_last});
    }
}

Json payload_of(const SaltedEnvelope& statement) {
    return need(Json::parse(text_of(need(DsseEnvelope::parse(text_of(statement.envelope))).payload)));
}

using AddCases = void (*)(std::vector<Case>& out, const Signing& signing, const std::string& field, const Json& json);

std::vector<Case> all_cases(AddCases add) {
    const auto& w = base();
    std::vector<Case> out;
    for (const auto* party : {&w.root, &w.custodian, &w.vendor, &w.room, &w.trustees[0]})
        add(out, {StatementKind::Identity, party->identity.name()}, "", payload_of(party->statement));
    add(out, {StatementKind::Endorsement, "Room One"}, "", payload_of(w.endorsements.at(w.room.id())));
    const std::pair<StatementKind, std::pair<const SaltedEnvelope*, const ClosedPart*>> statements[] = {
        {StatementKind::Agreement, {&w.agreement, nullptr}},
        {StatementKind::Deposit, {&w.deposit, &w.deposit_closed}},
        {StatementKind::Held, {&w.held, nullptr}},
        {StatementKind::Export, {&w.exported, nullptr}},
        {StatementKind::Acceptance, {&w.acceptance, &w.acceptance_closed}},
        {StatementKind::Rebuild, {&w.rebuild, &w.rebuild_closed}},
        {StatementKind::Verdict, {&w.verdict, &w.verdict_closed}},
        {StatementKind::Access, {&w.access, &w.access_closed}},
    };
    for (const auto& [kind, of] : statements) {
        add(out, {kind, {}}, "", payload_of(*of.first));
        if (of.second == nullptr) continue;
        for (const auto& [name, field] : of.second->fields())
            if (is_shown(name)) add(out, {kind, {}}, name, need(field.json()));
    }
    return out;
}

bool says(const std::string& text, std::string_view words) {
    while (!words.empty()) {
        const auto end = words.find(" / ");
        if (text.find(words.substr(0, end)) != std::string::npos) return true;
        words = end == std::string_view::npos ? std::string_view() : words.substr(end + 3);
    }
    return false;
}

/// The same object with one member more.
Json with_member(const Json& json, const std::string& name) {
    auto members = *json.members();
    members.emplace(members.begin(), name, "x");  // a payload's predicate ends with its salt
    return members;
}

/// Every object of a payload or a field, with one member more.
void add_extra(std::vector<Case>& out, const Signing& signing, const std::string& field, const Json& json) {
    visit_members(json, field.empty() ? "" : "closed." + field, [&](const Member& member) {
        if (member.value.members() == nullptr) return;
        out.push_back({signing, field, std::string(member.name) + (member.name.empty() ? "extra" : ".extra"),
                       JsonPath(member.path.begin(), member.path.end()),
                       [](const Json& value) { return with_member(value, "extra"); }});
    });
}

/// Every object of a payload or a field, with one of its members less.
void add_missing(std::vector<Case>& out, const Signing& signing, const std::string& field, const Json& json) {
    visit_members(json, field.empty() ? "" : "closed." + field, [&](const Member& member) {
        if (member.value.members() == nullptr) return;
        for (const auto& [name, value] : *member.value.members())
            out.push_back({signing, field, std::string(member.name) + (member.name.empty() ? "" : ".") + name,
                           JsonPath(member.path.begin(), member.path.end()), [name](const Json& object) {
                               auto members = *object.members();
                               std::erase_if(members, [&](const auto& it) { return it.first == name; });
                               return Json(std::move(members));
                           }});
    });
}

/// Whether an object has lines for its members, and all of them say that nothing depends on them.
bool is_informational_below(const Case& it) {
    std::size_t lines = 0;
    for (const auto& line : all_bindings()) {
        if (line.kind != it.signing.kind || !line.member.starts_with(it.member + ".")) continue;
        if (line.use != Binding::Use::Informational) return false;
        ++lines;
    }
    return lines > 0;
}

std::string faults_of(const CheckReport& report) {
    std::string out;
    for (const auto& link : report.links)
        if (link.state != LinkState::Holds && link.state != LinkState::Remark)
            out += link.name + ": " + link.detail + "\n";
    return out;
}

/// All that does not hold, as text; empty where the evidence is sound.
std::string refusal_of(const Case& it) {
    auto w = base();
    const bool is_party = it.signing.kind == StatementKind::Identity || it.signing.kind == StatementKind::Endorsement;
    if (it.field.empty())
        w.change_payload = [&](const Signing& signing, Json payload) {
            if (signing.kind != it.signing.kind || signing.party != it.signing.party) return payload;
            return changed_at(payload, it.path, it.change);
        };
    else
        w.change_field = [&](StatementKind kind, const std::string& field, Json value) {
            return kind == it.signing.kind && field == it.field ? changed_at(value, it.path, it.change) : value;
        };
    if (is_party)
        if (const auto made = w.remake_parties(); !made) return made.error().message();
    w.build_from(is_party ? StatementKind::Agreement : it.signing.kind);
    return faults_of(check(w));
}

}  // namespace

TEST_CASE("whatever a key's holder changes is refused in its line's words, or nothing depends on it",
          "[crypto][evidence][resign]") {
    const auto whole = check(base());
    REQUIRE(whole.sound());
    const auto shown = std::ranges::count_if(whole.links, [](const auto& link) {
        return link.name.starts_with("informational: ") && link.detail.starts_with("nothing here depends on ");
    });
    CHECK(shown == 6);  // agreement, deposit, acceptance, rebuild, verdict, access
    std::size_t refused = 0, informational = 0, wrong = 0;
    std::set<std::string> members;
    for (const auto& it : all_cases(add_cases)) {
        const auto* line = binding_of(it.signing.kind, it.member);
        const auto refusal = refusal_of(it);
        const bool is_informational = line != nullptr && line->use == Binding::Use::Informational;
        members.insert(std::string(name_of(it.signing.kind)) + " " + it.member);
        if (line != nullptr && (is_informational ? refusal.empty() : says(refusal, line->words))) {
            ++(is_informational ? informational : refused);
            continue;
        }
        ++wrong;
        std::fprintf(stderr, "%s\n  line: %s\n  said: %s\n", it.name().c_str(),
                     line == nullptr    ? "none"
                     : is_informational ? "informational"
                                        : std::string(line->words).c_str(),
                     refusal.empty() ? "nothing" : refusal.c_str());
    }
    std::printf("resigned members: %zu changes of %zu members: %zu refused, %zu informational\n",
                refused + informational + wrong, members.size(), refused, informational);
    CHECK(wrong == 0);
    CHECK(refused > informational);
}

TEST_CASE("a member more, in any object that is signed or shown, is refused", "[crypto][evidence][resign]") {
    std::size_t refused = 0, free = 0;
    for (const auto& it : all_cases(add_extra)) {
        const auto* line = binding_of(it.signing.kind, it.member);
        const auto refusal = refusal_of(it);
        INFO(it.name() << ": " << refusal);
        if (line != nullptr && line->use == Binding::Use::Informational && refusal.empty()) {
            ++free;
            continue;
        }
        CHECK_FALSE(refusal.empty());
        if (line == nullptr) CHECK(refusal.find("extra") != std::string::npos);
        ++refused;
    }
    CHECK(free == 1);  // the variables of the build, whose names are free
    CHECK(refused > 80);
}

TEST_CASE("a member less, in any object that is signed or shown, is refused, or nothing depends on it",
          "[crypto][evidence][resign]") {
    std::size_t refused = 0, informational = 0;
    std::vector<std::string> unseen;
    for (const auto& it : all_cases(add_missing)) {
        const auto* line = binding_of(it.signing.kind, it.member);
        if (!refusal_of(it).empty()) {
            ++refused;
            continue;
        }
        ++informational;
        if (line != nullptr ? line->use != Binding::Use::Informational : !is_informational_below(it))
            unseen.push_back(it.name());
    }
    for (const auto& name : unseen) UNSCOPED_INFO(name << " can be left out unseen");
    CHECK(unseen.empty());
    std::printf("members left out: %zu refused, %zu informational\n", refused, informational);
    CHECK(refused > informational);
}

TEST_CASE("a closed field that no line knows is refused, shown or not", "[crypto][evidence][resign]") {
    for (const auto kind : {StatementKind::Deposit, StatementKind::Acceptance, StatementKind::Rebuild,
                            StatementKind::Verdict, StatementKind::Access})
        for (const std::string name : {"certified", "product.name", "grade", "snapshot.lines"}) {
            if (kind == StatementKind::Verdict && name == "grade") continue;
            auto w = base();
            w.more_fields = [&](StatementKind of) { return of == kind ? Fields{{name, "yes"}} : Fields{}; };
            w.build_from(kind);
            INFO(name_of(kind) << " " << name);
            const auto shown = faults_of(check(w));
            CHECK(shown.find("unknown member") != std::string::npos);
            CHECK(shown.find(" says \"closed.") != std::string::npos);
            // Committed to and kept back is no better: somebody reads it, and no reader of evidence does.
            CHECK(shown.find(" says \"predicate.closed.") != std::string::npos);
        }
}

TEST_CASE("a name that looks like a path does not pass for it", "[crypto][evidence][resign]") {
    const auto refusal = [](StatementKind kind, const std::string& field, const std::function<Json(Json)>& change) {
        auto w = base();
        w.change_field = [&](StatementKind of, const std::string& name, Json value) {
            return of == kind && name == field ? change(std::move(value)) : value;
        };
        w.build_from(kind);
        return faults_of(check(w));
    };
    for (const std::string name : {"runDetails.builder.id", "runDetails.byproducts[environment].name", "", "a\"b"})
        CHECK(refusal(StatementKind::Rebuild, "provenance", [&](const Json& value) {
                  return with_member(value, name);
              }).find("which nothing here reads") != std::string::npos);
    CHECK(refusal(StatementKind::Rebuild, "provenance", [](const Json& value) {
              auto text = value.render();
              const std::string byproducts = R"("byproducts":[)";
              text.insert(text.find(byproducts) + byproducts.size(), R"({"name":"build.log].name"},)");
              return need(Json::parse(text));
          }).find("which nothing here reads") != std::string::npos);
    // An object in the place of a text is no text.
    CHECK(refusal(StatementKind::Deposit, "product", [](const Json&) {
              return Json::object({{"name", "router-os"}, {"version", Json::object({{"2.4.1", true}})}});
          }).find("closed.product.version") != std::string::npos);
}

TEST_CASE("a comparer that failed its self-test judges no file, whatever the worst verdict is",
          "[crypto][evidence][resign]") {
    const auto self_test_of = [](bool with_judged) {
        auto w = base();
        auto& files = w.work.comparisons;
        if (!with_judged) files.erase(files.begin() + 1, files.end());
        files.back().verdict = VerdictKind::NotComparable;
        files.back().rebuilt.reset();
        files.back().artifact.clear();
        files.back().reason = "it is no regular file";
        w.change_field = [](StatementKind of, const std::string& name, Json value) {
            if (of != StatementKind::Verdict || name != "self_test") return value;
            return Json::object({{"mutations", "8"}, {"noticed", "0"}});
        };
        w.build_from(StatementKind::Verdict);
        return faults_of(check(w));
    };
    REQUIRE(base().work.comparisons.size() > 1);
    CHECK(self_test_of(true).contains("the comparer's self-test"));
    CHECK_FALSE(self_test_of(false).contains("the comparer's self-test"));
}

TEST_CASE("evidence.md prints the table of bindings", "[crypto][evidence]") {
    const std::string path = std::string(ASSAY_SOURCE) + "/crypto/evidence/evidence.md";
    const auto page = read(path);
    const std::string begin = "<!-- bindings, printed by tests/crypto/evidence/resign_test.cpp -->\n",
                      end = "<!-- end of bindings -->\n";
    const auto from = page.find(begin), until = page.find(end);
    REQUIRE(from != std::string::npos);
    REQUIRE(until != std::string::npos);
    const auto wanted = page.substr(0, from + begin.size()) + "\n" + render_bindings() + "\n" + page.substr(until);
    if (std::getenv("ASSAY_ACCEPT") != nullptr) std::ofstream(path) << wanted;
    CHECK(read(path) == wanted);
}
