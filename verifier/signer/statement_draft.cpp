// SPDX-License-Identifier: Apache-2.0
#include "verifier/signer/statement_draft.hpp"

#include "base/core/text.hpp"
#include "crypto/age/age.hpp"
#include "verifier/report/vsa.hpp"

namespace assay::verifier {

namespace {

using crypto::ClosedPart;

Result<std::vector<crypto::SealedPart>> seal(const ClosedPart& closed, const std::vector<Reader>& readers,
                                             Random& random) {
    const auto text = closed.render();
    if (text.size() > ClosedPart::kBytesMax)
        return fail(ErrorKind::Limit, "signing a report: its closed part has " + human_bytes(text.size()) +
                                          ", and no reader takes more than " + human_bytes(ClosedPart::kBytesMax));
    std::vector<crypto::SealedPart> out;
    for (const auto& reader : readers) {
        const auto recipient =
            TRY_WITHIN("the key of " + crypto::short_id(reader.id), crypto::AgeRecipient::parse(reader.recipient));
        auto file = TRY(crypto::age_seal(recipient, bytes_of(text), random));
        out.push_back({reader.id, std::move(file)});
    }
    return out;
}

Json render_secrets(const std::vector<AcceptanceReport::Secret>& secrets) {
    auto out = Json::array();
    for (const auto& secret : secrets)
        out.push(Json::object({{"path", secret.path}, {"what", secret.what}, {"sha256", crypto::hex(secret.sha256)}}));
    return Json::object({{"secrets", std::move(out)}});
}

class Drafter {
public:
    Drafter(const DraftContext& context, Random& random) : context_(context), random_(random) {}

    Result<StatementDraft> operator()(const AcceptanceReport& report) {
        auto levels = Json::array();
        for (const auto& level : report.levels()) levels.push(level);
        add("snapshot", report.snapshot.render());
        add("levels", levels);
        add("findings", render_secrets(report.secrets));
        crypto::Acceptance body{context_.room, context_.time, report.deposit, report.exported, closed_.commitments()};
        return finish(body, report.readers);
    }
    Result<StatementDraft> operator()(const RefusalReport& report) {
        auto details = Json::array();
        for (const auto& reason : report.reasons)
            details.push(Json::object({{"code", reason.code}, {"detail", reason.detail}}));
        add("details", details);
        crypto::Refusal body{context_.room, context_.time, report.deposit, report.codes(), closed_.commitments()};
        return finish(body, report.readers);
    }
    Result<StatementDraft> operator()(const RebuildReport& report) {
        add("provenance", report.provenance.render());
        add("outputs", render_outputs(report.outputs));
        add("opaque", report.opaque.render());
        add("log",
            Json::object(
                {{"digest", report.provenance.log.render()}, {"end", report.log_end}, {"failure", report.failure}}));
        if (context_.subject) add("chain", context_.subject->render());
        crypto::Rebuild body{context_.room,     context_.time,    report.deposit,
                             report.acceptance, report.outcome(), closed_.commitments()};
        body.chain = context_.place;
        return finish(body, report.readers);
    }
    Result<StatementDraft> operator()(const VerdictReport& report) {
        auto comparisons = Json::array();
        for (const auto& comparison : report.comparisons) comparisons.push(comparison.render());
        add("comparisons", comparisons);
        add("links", crypto::render_links(report.links));
        add("grade", report.grade.render());
        add("self_test",
            Json::object({{"mutations", Json::decimal(report.mutations)}, {"noticed", Json::decimal(report.noticed)}}));
        add("findings", render_findings(report.findings));
        const Vsa vsa{context_.room,  ASSAY_VERSION, context_.time,   report.deposit,
                      report.rebuild, report.policy, report.verdict()};
        add("vsa", vsa.render());
        if (context_.subject) add("chain", context_.subject->render());
        crypto::Verdict body{context_.room,  context_.time,    report.deposit,
                             report.rebuild, report.verdict(), closed_.commitments()};
        body.chain = context_.place;
        return finish(body, report.readers);
    }
    Result<StatementDraft> operator()(const AccessReport& report) {
        add("basis", report.basis);
        add("opened", report.opened.render());
        crypto::Access body{context_.room, context_.time, report.deposit, report.acceptance, closed_.commitments()};
        return finish(body, report.readers);
    }
    Result<StatementDraft> operator()(const OutboxReport& report) {
        return StatementDraft{
            {}, {}, crypto::OutboxManifest{context_.room, context_.time, report.statements, report.evidence}.payload()};
    }

private:
    void add(const std::string& field, const Json& value) { closed_.add(field, value, random_); }

    template <typename Body>
    Result<StatementDraft> finish(Body& body, const std::vector<Reader>& readers) {
        auto sealed = TRY(seal(closed_, readers, random_));
        body.sealed = crypto::records_of(sealed);
        auto payload = body.payload();
        return StatementDraft{std::move(closed_), std::move(sealed), std::move(payload)};
    }

    const DraftContext& context_;
    Random& random_;
    ClosedPart closed_;
};

}  // namespace

Result<StatementDraft> StatementDraft::of(const Report& report, const DraftContext& context, Random& random) {
    return std::visit(Drafter(context, random), report);
}

}  // namespace assay::verifier
