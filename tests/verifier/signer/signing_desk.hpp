// SPDX-License-Identifier: Apache-2.0
// A room's signer with keys, and honest reports for it that a test can spoil.
#pragma once

#include "tests/escrow/office.hpp"
#include "verifier/signer/room_signer.hpp"

namespace assay::test {

class SigningDesk {
public:
    SigningDesk() {
        deposit_product("router");
        open();
    }

    /// Closes the signer, and opens it again as the next run of the room does.
    void open() {
        signer.reset();
        signer.emplace(need(verifier::KeySigner::open_folder(office.path("room"), office.clock, office.random)));
    }

    crypto::StatementLink link_of(const verifier::SignedReport& report) const {
        return need(crypto::peek_link(report.statement.envelope));
    }
    crypto::StatementLink accept() { return link_of(need(signer->sign(acceptance_report()))); }
    verifier::AcceptanceReport acceptance_report() const {
        return {.deposit = need(crypto::peek_link(deposit_envelope)),
                .exported = exported,
                .deposit_envelope = deposit_envelope,
                .product = product(),
                .snapshot = snapshot(),
                .secrets = {},
                .has_recipe = true,
                .readers = readers};
    }
    /// Of a file in what was accepted.
    verifier::AccessReport access_report() {
        if (!acceptance) acceptance = accept();
        return {.deposit = deposit,
                .acceptance = *acceptance,
                .opened = {crypto::Opened::What::File, "src/main.c"},
                .basis = "inspection under the agreement",
                .readers = readers};
    }
    /// The deposit's closed field.
    crypto::Disclosure product() const { return *deposited.find("product"); }
    /// A statement of the vendor's about a deposit of this product, as much of it as a signer reads.
    void deposit_product(const std::string& name) {
        deposited = {};
        deposited.add("product", Json::object({{"name", name}, {"version", "1"}}), office.random);
        deposited.add("snapshot", snapshot().render(), office.random);
        const auto predicate = Json::object({{"signer", crypto::hex(office.id("vendor"))},
                                             {"time", office.clock.now().render()},
                                             {"closed", deposited.commitments()}});
        const auto root = crypto::DigestSet::of(bytes_of("index root"));
        deposit_envelope =
            office
                .sign(crypto::render_payload(crypto::StatementKind::Deposit, {{"index-root", root}}, predicate),
                      "vendor")
                .envelope;
        deposit = need(crypto::peek_link(deposit_envelope));
        acceptance.reset();
    }
    verifier::ChainKey key() const { return {office.id("vendor"), "router", crypto::hex(snapshot().ids.sha256)}; }

    /// A rebuild that put out `routerd` with these bytes, at the next ordinal.
    verifier::RebuildReport rebuild_report(const std::string& bytes) {
        if (!acceptance) acceptance = accept();
        verifier::EnvironmentRecord environment{};
        environment.kind = verifier::EnvironmentRecord::Kind::Host;
        environment.lock = lock;
        verifier::Provenance provenance{.deposit = crypto::deposit_id_of(deposit),
                                        .room = office.id("room"),
                                        .version = ASSAY_VERSION,
                                        .recipe = recipe,
                                        .directory = "/build/router",
                                        .commands = {"make"},
                                        .variables = {},
                                        .snapshot = snapshot(),
                                        .materials = {},
                                        .environment = environment,
                                        .log = {},
                                        .started = office.clock.now(),
                                        .finished = office.clock.now()};
        return {
            .deposit = deposit,
            .acceptance = *acceptance,
            .provenance = std::move(provenance),
            .outputs = {{need(RelativePath::parse("routerd")), bytes.size(), crypto::DigestSet::of(bytes_of(bytes))}},
            .opaque = {},
            .failure = {},
            .chain = key(),
            .ordinal = need(signer->reserve(*acceptance)),
            .readers = readers};
    }
    crypto::StatementLink rebuild(const std::string& bytes) {
        return link_of(need(signer->sign(rebuild_report(bytes))));
    }

    crypto::Comparison comparison(const std::string& deployed, const std::string& rebuilt) const {
        const auto verdict = deployed == rebuilt ? crypto::VerdictKind::Identical : crypto::VerdictKind::Unexplained;
        return {"routerd",
                deployed.size(),
                crypto::DigestSet::of(bytes_of(deployed)),
                "routerd",
                crypto::DigestSet::of(bytes_of(rebuilt)),
                verdict,
                ""};
    }
    crypto::Comparison not_comparable(const std::string& deployed, const std::string& name = "routerd") const {
        return {name,
                deployed.size(),
                crypto::DigestSet::of(bytes_of(deployed)),
                "",
                std::nullopt,
                crypto::VerdictKind::NotComparable,
                "no artifact of the rebuild is called like it"};
    }
    /// Numbers and findings as they must be for these comparisons.
    verifier::VerdictReport verdict_report(const crypto::StatementLink& rebuild,
                                           std::vector<crypto::Comparison> comparisons) const {
        verifier::VerdictReport out;
        out.deposit = deposit;
        out.rebuild = rebuild;
        out.readers = readers;
        out.grade.environment = "host";
        out.grade.source_lines = 12;
        for (const auto& each : comparisons) {
            out.findings.push_back({each.deployed_name, each.artifact, std::nullopt});
            out.grade.deployed_bytes += each.deployed_size;
            if (each.verdict == crypto::VerdictKind::NotComparable) continue;
            out.grade.deployed_bytes_judged += each.deployed_size;
            out.mutations += 8;
            out.noticed += 8;
        }
        out.comparisons = std::move(comparisons);
        return out;
    }
    crypto::IdentityBook book() const {
        crypto::IdentityBook out;
        out.add(office.keys("room").identity());
        return out;
    }

    storage::Snapshot snapshot() const {
        storage::Snapshot out;
        out.ids = storage::git_ids(storage::GitObjectType::Blob, bytes_of("tree"));
        out.lines = 12;
        return out;
    }

    Office office;
    // What the reports are about; a test may set them before its first one.
    crypto::ClosedPart deposited;  ///< of the deposit
    Bytes deposit_envelope;
    crypto::StatementLink deposit;
    crypto::StatementLink exported = crypto::StatementLink::to(bytes_of("export"));
    crypto::Sha256 recipe = crypto::sha256(bytes_of("recipe")), lock = crypto::sha256(bytes_of("lock"));
    std::vector<verifier::Reader> readers;
    std::optional<crypto::StatementLink> acceptance;
    std::optional<verifier::KeySigner> signer;
};

}  // namespace assay::test
