// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/check.hpp"

#include "crypto/tlog/tlog_policy.hpp"
#include "tests/support/world.hpp"

#include <functional>

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

namespace {

World& world() {
    static World instance = [] {
        World out;
        out.build_chain();
        return out;
    }();
    return instance;
}

CheckReport check(const Evidence& evidence, const Policy& policy, DeployedSet deployed = {}) {
    return need(check_evidence(evidence, {policy, world().at(1000), std::move(deployed)}));
}
CheckReport check(const World& w) { return need(check_evidence(w.evidence(), {w.policy(), w.at(1000)})); }
CheckReport check(const Evidence& evidence) { return check(evidence, world().policy()); }

/// `log: deposit: sentence` of the first link in that state; empty where there is none.
std::string first(const CheckReport& report, LinkState state) {
    const auto* link = report.first(state);
    return link == nullptr ? "" : link->name + ": " + link->detail;
}
std::string failure(const CheckReport& report) { return first(report, LinkState::Fails); }

/// All that fails, a line each.
std::string failures(const CheckReport& report) {
    std::string out;
    for (const auto& link : report.links)
        if (link.state == LinkState::Fails) out += link.name + ": " + link.detail + "\n";
    return out;
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a whole chain proves its verdict", "[crypto][evidence]") {
    const auto report = check(world().evidence(), world().policy(), world().deployed());
    for (const auto& link : report.links) INFO(link.name << " " << name_of(link.state) << ": " << link.detail);
    CHECK(report.worst() == LinkState::Holds);
    CHECK(report.sound());
    CHECK(report.facts.verdict == VerdictKind::Identical);
    CHECK(report.facts.product == "router-os");
    CHECK(report.facts.statements.size() == 7);
    CHECK(report.facts.statements.back().proven_time == world().at(7));
}

TEST_CASE("evidence reads back as it was written", "[crypto][evidence]") {
    const auto text = world().evidence().render();
    CHECK(need(Evidence::parse(text)).render() == text);
    CHECK(Evidence::parse(text + " ").error().kind() == ErrorKind::Invalid);
    CHECK_FALSE(Evidence::parse(text.substr(0, text.size() / 2)));
    auto newer = text;
    newer.replace(newer.find("assay-evidence-v1"), 17, "assay-evidence-v9");
    CHECK(Evidence::parse(newer).error().kind() == ErrorKind::Unsupported);
}

TEST_CASE("evidence damaged at any place never proves anything", "[crypto][evidence]") {
    const auto text = world().evidence().render();
    std::size_t proven = 0;
    for (std::size_t at = 3; at < text.size(); at += text.size() / 150) {
        auto damaged = text;
        damaged[at] = static_cast<char>(damaged[at] ^ 1);
        const auto evidence = Evidence::parse(damaged);
        if (evidence && check(*evidence).sound()) ++proven;
    }
    CHECK(proven == 0);
}

TEST_CASE("no salt in an evidence file can be changed", "[crypto][evidence]") {
    const auto text = world().evidence().render();
    const std::string member = "\"salt\": \"";
    std::size_t objects = 0;
    const auto end = text.find("\"disclosures\"");
    for (auto at = text.find(member); at < end; at = text.find(member, at + 1), ++objects) {
        auto damaged = text;
        auto& digit = damaged[at + member.size()];
        digit = digit == '1' ? '2' : '1';
        CHECK_FALSE(check(need(Evidence::parse(damaged))).established());
    }
    CHECK(objects == world().evidence().objects().size());
}

TEST_CASE("trust comes from the policy alone", "[crypto][evidence]") {
    World stranger(7);
    auto policy = world().policy();
    policy.roots = {stranger.root.id()};
    CHECK(contains(failure(check(world().evidence(), policy)), "the evidence brings its own root"));

    auto other_log = world().policy();
    other_log.tlog = stranger.tlog_policy();
    CHECK(contains(failure(check(world().evidence(), other_log)), "checkpoint 1"));

    auto other_room = world().policy();
    other_room.verifiers = {stranger.room.id()};
    CHECK(contains(first(check(world().evidence(), other_room), LinkState::PolicyUnmet),
                   "does not accept verdicts of \"Room One\""));
    CHECK(check(world().evidence(), other_room).worst() == LinkState::PolicyUnmet);
}

TEST_CASE("what is missing cannot be checked, and never passes", "[crypto][evidence]") {
    const auto without = [&](const SaltedEnvelope& gone) {
        const auto full = world().evidence();
        Evidence out(full.kind(), full.claim());
        for (const auto& [id, object] : full.objects())
            if (object.salted() != gone) out.add(object);
        for (const auto& [id, fields] : full.disclosures())
            for (const auto& [name, field] : fields) out.disclose(id, name, field);
        for (const auto& proof : full.proofs().proofs())
            if (out.find(proof.statement))
                out.prove(proof.statement, proof.index, proof.path, full.proofs().checkpoints()[proof.checkpoint]);
        return check(out);
    };
    for (const auto* statement : {&world().verdict, &world().rebuild, &world().acceptance, &world().exported,
                                  &world().held, &world().deposit, &world().agreement}) {
        const auto report = without(*statement);
        CHECK_FALSE(report.sound());
        CHECK_FALSE(report.established());
    }
    CHECK(contains(first(without(world().held), LinkState::CannotBeChecked),
                   "export: held: the held statement it rests on: it is not in the evidence"));
    CHECK(contains(first(without(world().endorsements.at(world().room.id())), LinkState::CannotBeChecked),
                   "no root of the policy endorses \"Room One\""));
    CHECK(first(without(world().room.statement), LinkState::CannotBeChecked) != "");
}

TEST_CASE("objects the claim does not reach are refused", "[crypto][evidence]") {
    auto evidence = world().evidence();
    const auto stray = world().sign(
        Held{world().custodian.id(), world().at(3), world().link(world().deposit), world().link(world().agreement)}
            .payload(),
        world().custodian);
    need(evidence.add(stray));
    CHECK(contains(failure(check(evidence)), "is not reached by the claim"));
}

TEST_CASE("a proof of another place, or of another log, is refused", "[crypto][evidence]") {
    auto moved = world().evidence();
    const auto proof = moved.proofs().proofs().front();
    moved.prove(proof.statement, proof.index + 1, proof.path, moved.proofs().checkpoints()[proof.checkpoint]);
    CHECK(contains(failure(check(moved)), "is not leaf"));

    auto salted = world().evidence();
    Evidence other(salted.kind(), salted.claim());
    for (const auto& [id, object] : salted.objects())
        need(other.add({id == salted.claim() ? LeafSalt() : object.salted().salt, object.salted().envelope}));
    for (const auto& [id, fields] : salted.disclosures())
        for (const auto& [name, field] : fields) other.disclose(id, name, field);
    for (const auto& each : salted.proofs().proofs())
        other.prove(each.statement, each.index, each.path, salted.proofs().checkpoints()[each.checkpoint]);
    CHECK(contains(failure(check(other)), "the salt beside it is not the one its signer committed to"));
}

TEST_CASE("an unlogged verdict is signed, not logged", "[crypto][evidence]") {
    const auto full = world().evidence();
    Evidence out(full.kind(), full.claim());
    out.merge(full);
    Evidence unlogged(full.kind(), full.claim());
    for (const auto& [id, object] : full.objects()) unlogged.add(object);
    for (const auto& [id, fields] : full.disclosures())
        for (const auto& [name, field] : fields) unlogged.disclose(id, name, field);
    const auto report = check(unlogged);
    CHECK(report.worst() == LinkState::CannotBeChecked);
    CHECK(contains(first(report, LinkState::CannotBeChecked), "signed, not logged"));
    CHECK_FALSE(report.established());
}

TEST_CASE("each swapped party is named", "[crypto][evidence]") {
    SECTION("a receipt by somebody who is not the custodian") {
        World w;
        w.build_chain();
        const auto forged =
            w.sign(Held{w.vendor.id(), w.at(2), w.link(w.deposit), w.link(w.agreement)}.payload(), w.vendor);
        Evidence evidence(ClaimKind::Held, w.link(forged).id());
        w.add_parties(evidence);
        for (const auto& statement : {w.agreement, w.deposit, forged}) need(evidence.add(statement));
        const auto report = need(check_evidence(evidence, {w.policy(), w.at(1000), {}}));
        CHECK(contains(failure(report), "held: signer: it is not by the agreement's custodian"));
    }
    SECTION("a verdict by a room the agreement does not name") {
        World w;
        w.build_chain();
        const auto other = w.make_party("Room Two", Role::Verifier);
        w.endorsements.emplace(other.id(), w.endorse(w.root, other));
        w.verdict = w.sign(Verdict{other.id(), w.at(7), w.link(w.deposit), w.link(w.rebuild), VerdictKind::Identical,
                                   w.verdict_closed.commitments()}
                               .payload(),
                           other);
        w.logged.pop_back();
        w.log(w.verdict);
        w.logged.emplace_back(w.verdict, w.checkpoint(8));
        auto evidence = w.evidence();
        w.add_unlogged(evidence, other.statement);
        w.add_unlogged(evidence, w.endorsements.at(other.id()));
        auto policy = w.policy();
        policy.verifiers.clear();
        CHECK(contains(failures(need(check_evidence(evidence, {policy, w.at(1000)}))),
                       "verdict: signer: it is not by the room that rebuilt"));
    }
}

TEST_CASE("a verdict that says better than its comparisons is refused", "[crypto][evidence]") {
    World w;
    w.work.comparisons[0].verdict = VerdictKind::Unexplained;
    w.work.comparisons[0].rebuilt = DigestSet::of(bytes_of("another file"));
    w.change_payload = [](const Signing& signing, Json payload) {
        if (signing.kind != StatementKind::Verdict) return payload;
        auto predicate = *payload.find("predicate");
        predicate.set("verdict", "identical");
        return payload.set("predicate", predicate);
    };
    w.build_chain();
    CHECK(contains(failure(check(w)), "the worst of them is unexplained"));
}

TEST_CASE("a verdict that hides a difference behind a file that was not built is refused", "[crypto][evidence]") {
    const auto judged = [](VerdictKind overall) {
        World w;
        w.work.comparisons[0].verdict = VerdictKind::Unexplained;
        w.work.comparisons[0].rebuilt = DigestSet::of(bytes_of("another file"));
        w.work.comparisons.push_back({"README", 3, DigestSet::of(bytes_of("abc")), "", std::nullopt,
                                      VerdictKind::NotComparable, "no artifact of the rebuild is called like it"});
        w.change_payload = [&](const Signing& signing, Json payload) {
            if (signing.kind != StatementKind::Verdict) return payload;
            auto predicate = *payload.find("predicate");
            predicate.set("verdict", name_of(overall));
            return payload.set("predicate", predicate);
        };
        w.build_chain();
        return failure(check(w));
    };
    CHECK(judged(VerdictKind::Unexplained).empty());
    CHECK(contains(judged(VerdictKind::NotComparable),
                   "the worst of them is unexplained, the verdict says not-comparable"));
}

TEST_CASE("expired identities are found at the log's time, not the signer's", "[crypto][evidence]") {
    World w;
    // The room's identity ends before the verdict is logged, whatever the verdict says of its own time.
    w.build_chain();
    w.logged.back().second = w.checkpoint(200'000);
    const auto report = need(check_evidence(w.evidence(), {w.policy(), w.at(300'000), {}}));
    CHECK(contains(failure(report), "validity: verdict: the identity of \"Room One\""));
}

TEST_CASE("a root whose own identity has ended endorses no party any more", "[crypto][evidence]") {
    World w;
    w.root = w.make_party("Root", Role::Root, w.at(6));
    for (const auto* party : w.parties()) w.endorsements.insert_or_assign(party->id(), w.endorse(w.root, *party));
    w.build_chain();
    const auto report = need(check_evidence(w.evidence(), {w.policy(), w.at(1000), {}}));
    // What was logged while it was valid still counts; the verdict of minute 7 does not.
    CHECK(failure(report).starts_with("validity: verdict: \"Room One\""));
    CHECK(contains(failure(report), "endorsed by a root out of its time: \"Root\""));
    CHECK_FALSE(report.sound());
}

TEST_CASE("two histories of one size are equivocation", "[crypto][evidence]") {
    World w;
    w.build_chain();
    auto evidence = w.evidence();
    // The same log signs another tree of the size of the last checkpoint.
    World fork;
    fork.build_chain();
    fork.leaves.back() = LeafEntry();
    const auto forked = fork.checkpoint(9);
    const auto& proof = evidence.proofs().proofs().front();
    evidence.prove(proof.statement, proof.index, proof.path, forked);
    const auto report = need(check_evidence(evidence, {w.policy(), w.at(1000), {}}));
    CHECK(report.first(LinkState::Equivocates) != nullptr);
}

TEST_CASE("a witness in the custodian's hand does not count", "[crypto][evidence]") {
    World w;
    w.build_chain();
    auto policy = w.policy();
    TlogPolicyBuilder builder;
    const auto log_name = need(KeyName::parse("test.example/log"));
    need(builder.log(
        need(NoteKey::from(log_name, NoteKeyType::Ed25519, w.witness.keys.at("cosign.ed25519")->public_key()))));
    need(builder.witness("self", need(NoteKey::from(log_name, NoteKeyType::Ed25519Cosignature,
                                                    w.custodian.keys.at("log.ed25519")->public_key()))));
    need(builder.quorum("self"));
    policy.tlog = need(std::move(builder).finish()).render();
    bool named = false;
    for (const auto& link : need(check_evidence(w.evidence(), {policy, w.at(1000), {}})).links)
        named |= link.name == "witnesses" && link.state == LinkState::Fails;
    CHECK(named);
}

TEST_CASE("the worst link that does not hold is the error", "[crypto][evidence]") {
    CheckReport report;
    const auto add = [&](LinkState state) { report.links.push_back({"link", state, "detail"}); };
    add(LinkState::Remark);
    add(LinkState::Holds);
    CHECK(report.must_hold().has_value());
    for (const auto state : {LinkState::PolicyUnmet, LinkState::Differs, LinkState::CannotBeChecked,
                             LinkState::Equivocates, LinkState::Fails}) {
        add(state);
        const auto status = report.must_hold();
        REQUIRE(!status);
        CHECK(status.error().kind() == error_kind(state));
        CHECK(status.error().message() == "link: detail");
        CHECK(report.must_hold(LinkState::Equivocates).has_value() ==
              (state != LinkState::Equivocates && state != LinkState::Fails));
    }
    CHECK(!error_kind(LinkState::Holds));
    CHECK(!error_kind(LinkState::Remark));
    CHECK(state_of(Error(ErrorKind::Unproven, "")) == LinkState::CannotBeChecked);
    CHECK(state_of(Error(ErrorKind::Untrusted, "")) == LinkState::Fails);
}

TEST_CASE("a log's keys are the custodian's own, whatever name the log has", "[crypto][evidence]") {
    // Another custodian's log under the same origin: the policy lists its keys, the agreement names somebody else.
    World w;
    const auto other = w.make_party("Other", Role::Custodian);
    const auto own = w.custodian.keys;
    for (const auto* name : {"log.ed25519", "log.mldsa44"}) w.custodian.keys[name] = other.keys.at(name);
    w.build_chain();
    CHECK(contains(failure(check(w)), "log keys: the policy's key of \"test.example/log\""));
    CHECK(contains(failure(check(w)), "is no log key of \"Custodian\""));
}

TEST_CASE("evidence whose proofs are of two logs is refused: their order proves nothing", "[crypto][evidence]") {
    World w;
    w.build_chain();
    CHECK(check(w).sound());
    // The verdict again, in a log of another name whose keys the policy lists: there it is the first leaf.
    const auto name = need(KeyName::parse("test.example/second"));
    const auto ed25519 = PrivateKey::generate(SignatureAlgorithm::Ed25519, w.random);
    const auto mldsa44 = PrivateKey::generate(SignatureAlgorithm::MlDsa44, w.random);
    const auto signer = need(LogSigner::from(name, {ed25519, mldsa44}));
    const auto witness_name = need(KeyName::parse("test.example/witness"));
    const auto cosigner = need(WitnessSigner::from(
        witness_name, {*w.witness.keys.at("cosign.ed25519"), *w.witness.keys.at("cosign.mldsa44")}));
    const Checkpoint body(need(Origin::parse(name.text())), {need(TreeSize::from(1)), leaf_hash(w.verdict.leaf())});
    auto note = need(signer.sign_checkpoint(body, w.at(100)));
    need(note.add(need(cosigner.cosign(body, w.at(100)))));

    const auto before = w.evidence();
    Evidence evidence(before.kind(), before.claim());
    for (const auto& [id, object] : before.objects()) evidence.add(object);
    for (const auto& [id, fields] : before.disclosures())
        for (const auto& [field, shown] : fields) evidence.disclose(id, field, shown);
    for (const auto& proof : before.proofs().proofs())
        if (proof.statement != before.claim())
            evidence.prove(proof.statement, proof.index, proof.path, before.proofs().checkpoint_of(proof));
    evidence.prove(before.claim(), 0, {}, note.render());
    auto policy = w.policy();
    std::string second;
    for (const auto& [type, key] : {std::pair{NoteKeyType::Ed25519, ed25519.public_key()},
                                    std::pair{NoteKeyType::MlDsa44Cosignature, mldsa44.public_key()}})
        second += "log " + need(NoteKey::from(name, type, key)).render() + "\n";
    policy.tlog = second + policy.tlog;
    const auto report = need(check_evidence(evidence, {policy, w.at(200), {}}));
    CHECK_FALSE(report.sound());
    const auto failed = [&](const std::string& words) {
        return std::ranges::any_of(report.links, [&](const auto& link) {
            return link.state == LinkState::Fails && contains(link.name + ": " + link.detail, words);
        });
    };
    CHECK(failed("one log: its proofs are of 2 logs, test.example/log and test.example/second: an order across logs"));
    // No leaf numbers of two logs are compared.
    CHECK_FALSE(failed("before the rebuild it rests on"));
}

TEST_CASE("without a quorum of witnesses no time is known, and nothing is established", "[crypto][evidence]") {
    auto policy = world().policy();
    policy.tlog = policy.tlog.substr(0, policy.tlog.find("witness ")) + "quorum none\n";
    const auto report = check(world().evidence(), policy);
    CHECK(report.worst() == LinkState::CannotBeChecked);
    CHECK(contains(first(report, LinkState::CannotBeChecked), "no quorum of witnesses says when the log had it"));
    CHECK_FALSE(report.established());
}

TEST_CASE("a key that has expired does not sign for the day before", "[crypto][evidence]") {
    // The room's identity ends at minute 6. It signs a verdict at minute 8 and dates it 5.
    World w;
    w.room = w.make_party("Room One", Role::Verifier, w.at(6));
    w.endorsements.insert_or_assign(w.room.id(), w.endorse(w.root, w.room));
    w.change_payload = [&](const Signing& signing, Json payload) {
        if (signing.kind != StatementKind::Verdict) return payload;
        auto predicate = *payload.find("predicate");
        predicate.set("time", w.at(5).render());
        return payload.set("predicate", predicate);
    };
    w.build_chain();
    CHECK(contains(failure(check(w)), "expired on"));
}

TEST_CASE("a proof that the chain does not walk over is verified too", "[crypto][evidence]") {
    World w;
    // The room's identity is logged as well, and its proof is under another leaf.
    w.log(w.room.statement);
    w.build_from(StatementKind::Agreement);
    auto evidence = w.evidence();
    const auto& proof = evidence.proofs().proofs().front();
    evidence.prove(StatementId(w.room.id().array()), proof.index, proof.path, evidence.proofs().checkpoint_of(proof));
    const auto report = need(check_evidence(evidence, {w.policy(), w.at(1000)}));
    CHECK(failure(report).starts_with("log: identity: it is not leaf"));
}

TEST_CASE("a disclosed field that nothing needs is opened too", "[crypto][evidence]") {
    auto evidence = world().evidence();
    auto findings = world().acceptance_closed.fields().at("findings");
    evidence.disclose(world().link(world().acceptance).id(), "findings", findings);
    CHECK(check(evidence).sound());
    findings.value = "[\"none\"]";
    evidence.disclose(world().link(world().acceptance).id(), "findings", findings);
    CHECK(contains(failure(check(evidence)),
                   "acceptance: closed: a disclosed field: the field \"findings\" is not the one"));
}

TEST_CASE("the kinds of verdict that this version can check prove what they say, of one file and of many",
          "[crypto][evidence]") {
    const auto of = [](VerdictKind kind) {
        auto it = identical("sbin/" + std::string(name_of(kind)), "rebuilt", "usr/sbin/routerd");
        it.verdict = kind;
        if (kind != VerdictKind::Identical) it.deployed = DigestSet::of(bytes_of(name_of(kind)));
        if (kind == VerdictKind::NotComparable)
            it.reason = "no artifact of the rebuild is called like it", it.artifact = "", it.rebuilt = std::nullopt;
        return it;
    };
    for (const auto kind : {VerdictKind::Identical, VerdictKind::IdenticalAfterSignature, VerdictKind::NotComparable,
                            VerdictKind::Explained, VerdictKind::Unexplained})
        for (const bool many : {false, true}) {
            World w;
            w.work.comparisons = {of(kind)};
            w.work.links.clear();
            if (many || kind == VerdictKind::NotComparable)
                w.work.comparisons.push_back(identical("sbin/other", "other", "usr/sbin/other"));
            w.build_chain();
            const auto report = check(w);
            INFO(name_of(kind) << ": " << failure(report));
            CHECK(report.sound() == (kind != VerdictKind::IdenticalAfterSignature && kind != VerdictKind::Explained));
            if (kind == VerdictKind::Explained)
                CHECK(contains(first(report, LinkState::CannotBeChecked), "this version knows no rule"));
            CHECK(report.facts.verdict == kind);
            if (kind == VerdictKind::IdenticalAfterSignature)
                CHECK(contains(failure(report), "there is no proof of that which could be replayed"));
        }
}

TEST_CASE("a rebuild that failed is evidence of a verdict that nothing could be compared", "[crypto][evidence]") {
    World w;
    w.work.comparisons = {{"sbin/routerd", 17, w.deployed_digest(), "", std::nullopt, VerdictKind::NotComparable,
                           "there is no rebuild: the build ended with status 2"}};
    w.change_payload = [](const Signing& signing, Json payload) {
        if (signing.kind != StatementKind::Rebuild) return payload;
        auto predicate = *payload.find("predicate");
        predicate.set("outcome", "failed");
        return payload.set("predicate", predicate);
    };
    w.build_chain();
    CHECK(failure(check(w)) == "");
    CHECK(check(w).sound());
}

TEST_CASE("what is to be logged still is judged without its proofs, and only that", "[crypto][evidence]") {
    const auto full = world().evidence();
    Evidence waiting(full.kind(), full.claim());
    for (const auto& [id, object] : full.objects()) waiting.add(object);
    for (const auto& [id, fields] : full.disclosures())
        for (const auto& [name, field] : fields) waiting.disclose(id, name, field);
    const auto verdict = world().link(world().verdict).id();
    for (const auto& proof : full.proofs().proofs())
        if (proof.statement != verdict)
            waiting.prove(proof.statement, proof.index, proof.path, full.proofs().checkpoint_of(proof));
    const auto policy = world().policy();
    CHECK(need(check_evidence(waiting, {policy, world().at(1000), {}, {}, {verdict}})).sound());
    CHECK(need(check_evidence(waiting, {policy, world().at(1000)})).worst() == LinkState::CannotBeChecked);
}

TEST_CASE("a report says what of a reader's files was not compared", "[crypto][evidence]") {
    const auto said = [](DeployedSet deployed) {
        return need(check_evidence(world().evidence(), {world().policy(), world().at(1000), std::move(deployed)}))
            .facts.not_compared;
    };
    CHECK(said({}).empty());
    CHECK(said(world().deployed()) ==
          std::vector<std::string>{"modes, owners and set-id bits of your folder were not compared"});
    DeployedSet file;
    file.files.push_back({"routerd", 17, world().deployed_digest()});
    CHECK(said(file) == std::vector<std::string>{"modes, owners and set-id bits of your files were not compared"});
}

TEST_CASE("an endorsement that was given after it was needed is reported, and changes nothing", "[crypto][evidence]") {
    World w;
    w.change_payload = [&](const Signing& signing, Json payload) {
        if (signing.kind != StatementKind::Endorsement || signing.party != "Room One") return payload;
        auto predicate = *payload.find("predicate");
        predicate.set("time", w.at(500).render());
        payload.set("predicate", predicate);
        return payload;
    };
    need(w.remake_parties());
    w.build_chain();
    const auto report = need(check_evidence(w.evidence(), {w.policy(), w.at(1000)}));
    CHECK(report.sound());
    const auto told = std::ranges::count_if(report.links, [](const auto& link) {
        return link.name.starts_with("endorsement: \"Room One\"") && link.state == LinkState::Remark &&
               contains(link.detail, "by its own word a root endorsed it only after its ");
    });
    CHECK(told == 1);
    const auto honest = need(check_evidence(world().evidence(), {world().policy(), world().at(1000)}));
    CHECK(std::ranges::none_of(honest.links, [](const auto& link) { return link.name.starts_with("endorsement: "); }));
    CHECK(std::ranges::any_of(honest.links, [](const auto& link) {
        return link.name == "endorsements" && contains(link.detail, "believed about the past too");
    }));
}
