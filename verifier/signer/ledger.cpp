// SPDX-License-Identifier: Apache-2.0
#include "verifier/signer/ledger.hpp"

#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/read.hpp"

#include <chrono>
#include <thread>

namespace assay::verifier {

namespace {

constexpr std::size_t kFileBytesMax = 64U << 20;
constexpr std::string_view kAcceptanceFormat = "assay-signer-acceptance-v1", kLastFormat = "assay-signer-last-v1";
const RelativePath kChains = "chains"_path, kRebuilds = "rebuilds"_path, kAcceptances = "acceptances"_path,
                   kLast = "last.json"_path;

RelativePath place_of(const RelativePath& folder, const crypto::StatementLink& statement) {
    return *folder.join(*RelativePath::parse(crypto::hex(statement.id()) + ".json"));
}

Result<Json> read_json(const Folder& folder, const RelativePath& place) {
    const auto text = TRY(read_file(folder, place, kFileBytesMax));
    return TRY_WITHIN("ledger: " + quote(place.text()),
                      Json::parse(text_of(text), {.bytes = kFileBytesMax, .depth = 64}));
}

Status write_json(const Folder& folder, const RelativePath& place, const Json& json) {
    const auto text = json.render();
    if (text.size() > kFileBytesMax)  // it could not be read again
        return fail(ErrorKind::Limit, "ledger: " + quote(place.text()) + " would be " + std::to_string(text.size()) +
                                          " bytes long, " + std::to_string(kFileBytesMax) + " are the most");
    return write_durably(folder, place, bytes_of(text), {.mode = 0600});
}

Result<Record> open_record(const Json& json, const std::string& what, std::string_view format) {
    auto record = TRY(Record::of(json, what));
    if (TRY(record.text("format")) != format)
        return fail(ErrorKind::Unsupported, "the signer's ledger: " + what + ": its format is unknown to this version");
    return record;
}

std::unexpected<Error> no_record(std::string_view kind, const crypto::StatementLink& statement, std::string hint) {
    return std::unexpected(Error(ErrorKind::NotFound, "this room's signer has no record of the " + std::string(kind) +
                                                          " " + crypto::hex(statement.id()))
                               .with_hint("the folder \"signer\" in the key folder belongs to the keys: copy it along")
                               .with_hint(std::move(hint)));
}

/// A signer whose room was killed ends a moment after it.
Result<FileLock> take_lock(const Folder& folder) {
    constexpr int kTries = 100;
    for (int i = 1;; ++i) {
        auto lock = FileLock::take(folder, "lock"_path);
        if (lock || lock.error().kind() != ErrorKind::Busy || i == kTries) return lock;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

}  // namespace

Result<Ledger> Ledger::open(Folder folder) {
    auto lock = TRY_WITHIN("the signer's ledger", take_lock(folder));
    for (const auto& name : {kChains, kRebuilds, kAcceptances}) TRY(folder.make_folder(name, 0700));
    return Ledger(std::move(folder), std::move(lock));
}

Result<std::optional<ChainState>> Ledger::chain(const std::string& name) const {
    const auto place = TRY(kChains.join(TRY(RelativePath::parse(name))));
    if (!TRY(folder_.exists(place))) return std::optional<ChainState>();
    return std::optional(TRY(ChainState::parse(TRY(read_json(folder_, place)))));
}

Status Ledger::put_chain(const std::string& name, const ChainState& chain) const {
    return write_json(folder_, TRY(kChains.join(TRY(RelativePath::parse(name)))), chain.render());
}

Status Ledger::put_rebuild(const crypto::StatementLink& rebuild, const RebuildFacts& facts) const {
    return write_json(folder_, place_of(kRebuilds, rebuild), facts.render());
}

Result<RebuildFacts> Ledger::rebuild(const crypto::StatementLink& rebuild) const {
    const auto place = place_of(kRebuilds, rebuild);
    if (!TRY(folder_.exists(place)))
        return no_record("rebuild", rebuild, "verifier rebuild --again does it once more, and signs it");
    return RebuildFacts::parse(TRY(read_json(folder_, place)));
}

Status Ledger::put_acceptance(const crypto::StatementLink& acceptance, const Accepted& accepted) const {
    return write_json(folder_, place_of(kAcceptances, acceptance),
                      Json::object({{"format", kAcceptanceFormat},
                                    {"deposit", accepted.deposit.render()},
                                    {"snapshot", accepted.snapshot.render()},
                                    {"chain", accepted.chain.render()}}));
}

Result<Ledger::Accepted> Ledger::acceptance(const crypto::StatementLink& acceptance) const {
    const auto place = place_of(kAcceptances, acceptance);
    if (!TRY(folder_.exists(place)))
        return no_record("acceptance", acceptance, "import the deposit into a new room, and accept it there");
    const auto json = TRY(read_json(folder_, place));
    auto record = TRY(open_record(json, "acceptance", kAcceptanceFormat));
    const auto deposit = TRY(crypto::read_link(record, "deposit"));
    auto snapshot = TRY(storage::Snapshot::parse(*TRY(record.any("snapshot"))));
    auto chain = TRY(ChainKey::parse(*TRY(record.any("chain"))));
    TRY(record.finish());
    return Accepted{deposit, std::move(snapshot), std::move(chain)};
}

Status Ledger::put_last(const SignedReport& report) const {
    return write_json(folder_, kLast, Json::object({{"format", kLastFormat}, {"report", report.render()}}));
}

Result<std::optional<SignedReport>> Ledger::last() const {
    if (!TRY(folder_.exists(kLast))) return std::optional<SignedReport>();
    const auto json = TRY(read_json(folder_, kLast));
    auto record = TRY(open_record(json, "last.json", kLastFormat));
    auto report = TRY(SignedReport::parse(*TRY(record.any("report")), "ledger: last.json"));
    TRY(record.finish());
    return std::optional(std::move(report));
}

}  // namespace assay::verifier
