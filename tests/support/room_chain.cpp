// SPDX-License-Identifier: Apache-2.0
#include "tests/support/room_chain.hpp"

namespace assay::test {

using namespace crypto;

namespace {

ChainSubject::Salt salt_of(std::uint8_t number) { return ChainSubject::Salt::copy_of(Bytes(32, number)); }

}  // namespace

RoomChain::RoomChain() { w.build_chain(); }

ChainPlace RoomChain::first(std::uint8_t salt) const {
    auto about = chain_subject(w.vendor.id());
    about.salt = salt_of(salt);
    return ChainPlace::first(about.tag());
}

ChainSubject RoomChain::subject(const ChainPlace& at) const {
    auto out = chain_subject(w.vendor.id());
    for (std::uint8_t salt = 0; out.tag() != at.tag && salt < 8; ++salt) out.salt = salt_of(salt);
    return out;
}

template <typename Body>
const RoomChain::Said& RoomChain::say(Body body, Fields fields, const ChainPlace& at, ChainWord word) {
    for (auto& [name, value] : fields)
        if (name == "chain") value = subject(at).render();
    auto closed = closed_part(fields, w.random);
    body.commitments = closed.commitments();
    body.sealed = w.sealed();
    body.chain = at;
    auto statement = w.sign(body.payload(), w.room);
    const auto link = w.link(statement);
    said_.push_back({std::move(statement), std::move(closed), at, word, link});
    return said_.back();
}

const RoomChain::Said& RoomChain::rebuild(const ChainPlace& at, std::string_view bytes) {
    const WorkPlace place{w.link(w.deposit), w.room.id(), w.vendor.id(), w.at(6)};
    const Rebuild body{w.room.id(), w.at(6), w.link(w.deposit), w.link(w.acceptance), Rebuild::Outcome::Built, {}};
    auto work = w.work;
    work.comparisons.front() = identical("sbin/routerd", bytes, "usr/sbin/routerd");
    return say(body, rebuild_fields(work, place), at, ChainWord::Built);
}

const RoomChain::Said& RoomChain::failed_rebuild(const ChainPlace& at) {
    const WorkPlace place{w.link(w.deposit), w.room.id(), w.vendor.id(), w.at(6)};
    const Rebuild body{w.room.id(), w.at(6), w.link(w.deposit), w.link(w.acceptance), Rebuild::Outcome::Failed, {}};
    auto work = w.work;
    work.comparisons.clear();
    return say(body, rebuild_fields(work, place), at, ChainWord::Failed);
}

const RoomChain::Said& RoomChain::judge(const ChainPlace& at, VerdictKind verdict, const Said& rebuild) {
    const WorkPlace place{w.link(w.deposit), w.room.id(), w.vendor.id(), w.at(7)};
    auto work = w.work;
    for (auto& it : work.comparisons) {
        if (verdict == VerdictKind::Identical) continue;
        it.verdict = verdict;
        if (verdict != VerdictKind::NotComparable) continue;
        it.reason = "two rebuilds disagree";
        it.artifact.clear();
        it.rebuilt.reset();
    }
    const Verdict body{w.room.id(), w.at(7), w.link(w.deposit), rebuild.link, verdict, {}};
    return say(body, verdict_fields(work, place, rebuild.link), at, word_of(verdict));
}

Evidence RoomChain::evidence(const std::vector<const Said*>& shown, const Said& rebuild) const {
    auto log = w;
    const auto& claim = *shown.back();
    // One log for all readers of evidence.
    for (const auto& each : said_) log.log(each.statement);
    const auto checkpoint = log.checkpoint(9);
    for (const auto* logged : {&rebuild, &claim}) log.logged.emplace_back(logged->statement, checkpoint);
    Evidence out(ClaimKind::Verdict, claim.id());
    log.add_parties(out);
    for (const auto* it : {&w.agreement, &w.deposit, &w.held, &w.exported, &w.acceptance}) need(out.add(*it));
    const auto show = [&](const SaltedEnvelope& statement, const ClosedPart& closed) {
        need(out.add(statement));
        for (const auto& [name, field] : closed.fields())
            if (is_shown(name)) out.disclose(w.link(statement).id(), name, field);
    };
    show(w.deposit, w.deposit_closed);
    show(w.acceptance, w.acceptance_closed);
    show(rebuild.statement, rebuild.closed);
    for (const auto* each : shown) {
        if (each != &claim && each != &rebuild && each->word != ChainWord::Built) {
            // As a room shows what came before.
            need(out.add(each->statement));
            out.disclose(each->id(), "chain", *each->closed.find("chain"));
        } else {
            show(each->statement, each->closed);
        }
    }
    for (const auto& [statement, note] : log.logged)
        if (out.find(w.link(statement).id()) != nullptr) log.prove(out, statement, note);
    return out;
}

CheckReport RoomChain::check(const Evidence& evidence, Policy::Gaps gaps) const {
    auto policy = w.policy();
    policy.gaps = gaps;
    return need(check_evidence(evidence, {policy, w.at(1000)}));
}

}  // namespace assay::test
