// SPDX-License-Identifier: Apache-2.0
#include "tests/support/closed_fields.hpp"

#include "tests/support/support.hpp"
#include "verifier/finding/finding.hpp"
#include "verifier/report/opaque_report.hpp"
#include "verifier/report/outputs.hpp"
#include "verifier/report/provenance.hpp"
#include "verifier/report/vsa.hpp"

/// The evidence tests sign closed fields that are written by hand (tests/support/closed_fields), since crypto knows no
/// room. Here they are held to what a room writes: its codecs read each of them, and write the same again.
using namespace assay;
using namespace assay::test;
using namespace assay::verifier;

namespace {

const Json& field(const Fields& fields, std::string_view name) {
    for (const auto& [key, value] : fields)
        if (key == name) return value;
    FAIL("no field " << name);
    std::abort();
}

crypto::StatementLink link_of(std::string_view text) { return crypto::StatementLink::to(bytes_of(text)); }

struct Fixture {
    WorkPlace at{link_of("deposit"), crypto::IdentityId(), crypto::IdentityId(),
                 need(Time::parse("2026-01-02T03:04:05Z"))};
    Work work;

    explicit Fixture(const std::string& environment) {
        work.environment = environment;
        work.comparisons = {identical("usr/sbin/routerd", "routerd", "usr/sbin/routerd")};
        if (environment == "vendor-supplied") work.unvouched = {{"gcc_99_amd64", crypto::sha256(bytes_of("package"))}};
        work.opaque = {{"blob/one.bin", "binary", crypto::sha256(bytes_of("one")), {}}};
    }
};

}  // namespace

TEST_CASE("the evidence tests' closed fields are those of a room", "[verifier][report]") {
    for (const std::string environment : {"debian-signed", "vendor-supplied", "host"}) {
        INFO(environment);
        const Fixture it(environment);
        const auto rebuild = rebuild_fields(it.work, it.at);
        const auto& provenance = field(rebuild, "provenance");
        CHECK(need(Provenance::parse(provenance)).render().render() == provenance.render());
        const auto& outputs = field(rebuild, "outputs");
        CHECK(render_outputs(need(parse_outputs(outputs))).render() == outputs.render());
        const auto& opaque = field(rebuild, "opaque");
        CHECK(need(OpaqueReport::parse(opaque)).render().render() == opaque.render());

        const auto verdict = verdict_fields(it.work, it.at, link_of("rebuild"));
        const Vsa vsa{it.at.room,         "0.1",
                      it.at.time,         it.at.deposit,
                      link_of("rebuild"), crypto::DigestSet::of(bytes_of("policy")).sha256,
                      it.work.verdict()};
        CHECK(vsa.render().render() == field(verdict, "vsa").render());
        CHECK(parse_findings(field(verdict, "findings")));
    }
}
