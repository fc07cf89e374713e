// SPDX-License-Identifier: Apache-2.0
#include "verifier/signer/rebuild_facts.hpp"

namespace assay::verifier {

namespace {
constexpr std::string_view kFormat = "assay-signer-rebuild-v1";
}  // namespace

using Outcome = crypto::Rebuild::Outcome;

RebuildFacts RebuildFacts::of(const RebuildReport& report, std::string chain) {
    const auto& environment = report.provenance.environment;
    return {report.deposit,
            report.outcome(),
            report.outputs,
            environment.grade(),
            environment.unvouched,
            report.opaque,
            report.provenance.snapshot.lines.value_or(0),
            std::move(chain)};
}

Json RebuildFacts::render() const {
    auto packages = Json::array();
    for (const auto& package : unvouched)
        packages.push(Json::object({{"name", package.name}, {"sha256", crypto::hex(package.sha256)}}));
    return Json::object({{"format", kFormat},
                         {"deposit", deposit.render()},
                         {"outcome", outcome == Outcome::Built ? "built" : "failed"},
                         {"outputs", render_outputs(outputs)},
                         {"environment", environment},
                         {"unvouched", std::move(packages)},
                         {"opaque", opaque.render()},
                         {"source_lines", Json::decimal(source_lines)},
                         {"chain", chain}});
}

Result<RebuildFacts> RebuildFacts::parse(const Json& json) {
    auto record = TRY(Record::of(json, "rebuild"));
    if (TRY(record.text("format")) != kFormat)
        return fail(ErrorKind::Unsupported, "the signer's ledger: rebuild: its format is unknown to this version");
    const auto deposit = TRY(crypto::read_link(record, "deposit"));
    const auto outcome = TRY(record.text("outcome"));
    if (outcome != "built" && outcome != "failed")
        return record.wrong("outcome", "is neither \"built\" nor \"failed\"");
    auto outputs = TRY(parse_outputs(*TRY(record.any("outputs"))));
    auto environment = TRY(record.text("environment"));
    std::vector<crypto::Grade::Package> unvouched;
    for (const auto& item : *TRY(record.array("unvouched"))) {
        auto package = TRY(Record::of(item, "rebuild: package"));
        auto name = TRY(package.text("name"));
        const auto sha256 = TRY(crypto::read_hex<crypto::Sha256>(package, "sha256"));
        TRY(package.finish());
        unvouched.push_back({std::move(name), sha256});
    }
    auto opaque = TRY(OpaqueReport::parse(*TRY(record.any("opaque"))));
    const auto source_lines = TRY(record.decimal("source_lines"));
    auto chain = TRY(record.text("chain"));
    TRY(record.finish());
    return RebuildFacts{deposit,
                        outcome == "built" ? Outcome::Built : Outcome::Failed,
                        std::move(outputs),
                        std::move(environment),
                        std::move(unvouched),
                        std::move(opaque),
                        source_lines,
                        std::move(chain)};
}

}  // namespace assay::verifier
