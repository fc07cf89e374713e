// SPDX-License-Identifier: Apache-2.0
#include "verifier/signer/room_signer.hpp"

#include "base/core/text.hpp"
#include "crypto/age/age.hpp"

namespace assay::verifier {

namespace {

using crypto::ClosedPart;

/// The statement a report becomes, ready to be signed.
struct Draft {
    ClosedPart closed;
    std::vector<crypto::SealedPart> sealed;
    std::string payload;
};

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

class Drafter {
public:
    Drafter(crypto::IdentityId room, Time time, Random& random) : room_(room), time_(time), random_(random) {}

    Result<Draft> operator()(const AcceptanceReport& report) {
        auto levels = Json::array();
        for (const auto& level : report.levels) levels.push(level);
        add("snapshot", report.snapshot);
        add("levels", levels);
        add("findings", report.findings);
        crypto::Acceptance body{room_, time_, report.deposit, report.exported, closed_.commitments()};
        return finish(body, report.readers);
    }
    Result<Draft> operator()(const RefusalReport& report) {
        add("details", report.details);
        crypto::Refusal body{room_, time_, report.deposit, report.reasons, closed_.commitments()};
        return finish(body, report.readers);
    }
    Result<Draft> operator()(const RebuildReport& report) {
        add("provenance", report.provenance);
        add("outputs", report.outputs);
        add("opaque", report.opaque);
        add("log", report.log);
        crypto::Rebuild body{room_, time_, report.deposit, report.acceptance, report.outcome, closed_.commitments()};
        return finish(body, report.readers);
    }
    Result<Draft> operator()(const VerdictReport& report) {
        auto comparisons = Json::array();
        for (const auto& comparison : report.comparisons) comparisons.push(comparison.render());
        add("comparisons", comparisons);
        add("links", crypto::render_links(report.links));
        add("grade", report.grade.render());
        add("self_test",
            Json::object({{"mutations", Json::decimal(report.mutations)}, {"noticed", Json::decimal(report.noticed)}}));
        add("findings", report.findings);
        add("vsa", report.vsa);
        crypto::Verdict body{room_, time_, report.deposit, report.rebuild, report.verdict(), closed_.commitments()};
        return finish(body, report.readers);
    }
    Result<Draft> operator()(const OutboxReport& report) {
        return Draft{{}, {}, crypto::OutboxManifest{room_, time_, report.statements, report.evidence}.payload()};
    }

private:
    void add(const std::string& field, const Json& value) { closed_.add(field, value, random_); }

    template <typename Body>
    Result<Draft> finish(Body& body, const std::vector<Reader>& readers) {
        auto sealed = TRY(seal(closed_, readers, random_));
        body.sealed = crypto::records_of(sealed);
        auto payload = body.payload();
        return Draft{std::move(closed_), std::move(sealed), std::move(payload)};
    }

    crypto::IdentityId room_;
    Time time_;
    Random& random_;
    ClosedPart closed_;
};

}  // namespace

Status check_verifier(const crypto::Identity& identity) {
    if (identity.role() != crypto::Role::Verifier)
        return fail(ErrorKind::Refused, "the room's keys: " + identity.describe() + " is no verifier");
    return {};
}

Result<KeySigner> KeySigner::open_folder(const std::filesystem::path& path, const Clock& clock, Random& random) {
    auto folder = TRY(storage::KeyFolder::open(path));
    const auto& identity = folder.identity();
    TRY(check_verifier(identity));
    TRY_WITHIN("the room's keys", crypto::check_current(identity, clock.now()));
    auto signer = TRY(folder.signer());
    auto seal = TRY(folder.seal_identity());
    return KeySigner(std::move(folder), std::move(signer), std::move(seal), clock, random);
}

Result<SecretBytes> KeySigner::open(ByteView sealed) { return crypto::age_open(seal_, sealed); }

Result<SignedReport> KeySigner::sign(const Report& report) {
    const auto now = clock_.now();
    TRY_WITHIN("signing a report", crypto::check_current(folder_.identity(), now));
    auto draft = TRY(std::visit(Drafter(folder_.identity().id(), now, random_), report));
    auto statement = TRY(crypto::sign_statement(draft.payload, signer_.view(), random_));
    return SignedReport{std::move(statement), std::move(draft.closed), std::move(draft.sealed)};
}

}  // namespace assay::verifier
