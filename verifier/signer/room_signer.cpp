// SPDX-License-Identifier: Apache-2.0
#include "verifier/signer/room_signer.hpp"

#include "base/core/text.hpp"

namespace assay::verifier {

namespace {

using crypto::ClosedPart;

struct Draft {
    ClosedPart closed;
    std::string payload;
};

/// The statement a report becomes.
class Drafter {
public:
    Drafter(crypto::IdentityId room, Time time, Random& random) : room_(room), time_(time), random_(random) {}

    Draft operator()(const AcceptanceReport& report) {
        auto levels = Json::array();
        for (const auto& level : report.levels) levels.push(level);
        closed_.add("snapshot", report.snapshot, random_);
        closed_.add("levels", levels, random_);
        closed_.add("findings", report.findings, random_);
        return finish(
            crypto::Acceptance{room_, time_, report.deposit, report.exported, closed_.commitments()}.payload());
    }
    Draft operator()(const RefusalReport& report) {
        closed_.add("details", report.details, random_);
        return finish(crypto::Refusal{room_, time_, report.deposit, report.reasons, closed_.commitments()}.payload());
    }
    Draft operator()(const RebuildReport& report) {
        closed_.add("provenance", report.provenance, random_);
        closed_.add("outputs", report.outputs, random_);
        closed_.add("opaque", report.opaque, random_);
        closed_.add("log", report.log, random_);
        return finish(
            crypto::Rebuild{room_, time_, report.deposit, report.acceptance, report.outcome, closed_.commitments()}
                .payload());
    }
    Draft operator()(const VerdictReport& report) {
        auto comparisons = Json::array();
        for (const auto& comparison : report.comparisons) comparisons.push(comparison.render());
        closed_.add("comparisons", comparisons, random_);
        closed_.add("grade", report.grade.render(), random_);
        closed_.add(
            "self_test",
            Json::object({{"mutations", Json::decimal(report.mutations)}, {"noticed", Json::decimal(report.noticed)}}),
            random_);
        closed_.add("findings", report.findings, random_);
        closed_.add("vsa", report.vsa, random_);
        return finish(
            crypto::Verdict{room_, time_, report.deposit, report.rebuild, report.verdict(), closed_.commitments()}
                .payload());
    }

private:
    Draft finish(std::string payload) { return {std::move(closed_), std::move(payload)}; }

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
    auto draft = std::visit(Drafter(folder_.identity().id(), now, random_), report);
    if (const auto size = draft.closed.render().size(); size > ClosedPart::kBytesMax)
        return fail(ErrorKind::Limit, "signing a report: its closed part has " + human_bytes(size) +
                                          ", and nobody reads more than " + human_bytes(ClosedPart::kBytesMax));
    auto envelope = TRY(crypto::sign_payload(draft.payload, signer_.view()));
    return SignedReport{{random_.fixed<crypto::LeafSalt>(), std::move(envelope)}, std::move(draft.closed)};
}

}  // namespace assay::verifier
