// SPDX-License-Identifier: Apache-2.0
#include "witness/cli/station.hpp"

#include "base/core/text.hpp"
#include "base/files/read.hpp"
#include "crypto/tlog/tlog_policy.hpp"
#include "storage/keys/key_folder.hpp"
#include "witness/core/watched_logs.hpp"

namespace assay::witness {

namespace {

constexpr std::string_view kEd25519Name = "cosign.ed25519";
constexpr std::string_view kMlDsa44Name = "cosign.mldsa44";

/// The keys of a witness whose identity is valid now: readers count the cosignatures of no other party.
Result<storage::KeyFolder> open_keys(const std::filesystem::path& path, Time now) {
    const std::string doing = "opening the witness's keys";
    auto folder = TRY(storage::KeyFolder::open(path));
    const auto& identity = folder.identity();
    if (identity.role() != crypto::Role::Witness)
        return fail(ErrorKind::Refused, doing + ": " + identity.describe() + " is no witness");
    TRY_WITHIN(doing, crypto::check_current(identity, now));
    return folder;
}

Result<std::vector<WatchedLog>> read_logs(const StationOptions& options) {
    auto logs = TRY(logs_of_keys(options.log_keys));
    if (options.log_list) {
        const auto text = TRY(read_file(*options.log_list, crypto::kPolicyBytesMax));
        for (auto& log : TRY_WITHIN(quote(options.log_list->string()), logs_of_policy(text_of(text))))
            logs.push_back(std::move(log));
    }
    if (logs.empty())
        return fail(Error(ErrorKind::Usage, "no log is given that could be watched")
                        .with_hint("name its keys with --log, or a policy that does with --logs"));
    return logs;
}

}  // namespace

void add_station_options(Command& command, StationOptions& options) {
    command.option("--key DIR", options.key, "the witness's key folder").require().or_setting();
    command.option("--data DIR", options.data, "where it keeps what it has cosigned").require().or_setting();
    command.option("--log VKEY", options.log_keys, "a key of a log to watch; give all keys of each log");
    command.option("--logs FILE", options.log_list, "a tlog-policy whose log lines count as well");
}

std::string record_ahead_words(const std::string& origin, Time time) {
    return "the last cosignature of log " + quote(origin) + " has the time " + time.render() +
           ", which is ahead of the clock: the clock was wrong then, or is now; the next one has the clock's time";
}

Result<std::unique_ptr<Station>> Station::open(const StationOptions& options, const Clock& clock) {
    const auto folder = TRY(open_keys(options.key, clock.now()));
    auto ed25519 = TRY(folder.key(kEd25519Name));
    auto mldsa44 = TRY(folder.key(kMlDsa44Name));
    const auto name = TRY(crypto::KeyName::parse(folder.identity().find(kEd25519Name)->origin));
    std::unique_ptr<Station> out(new Station(std::move(ed25519), std::move(mldsa44)));
    const auto signer = TRY(crypto::WitnessSigner::from(name, {out->ed25519_, out->mldsa44_}));
    out->logs_ = TRY(read_logs(options));
    const auto counts_at = [identity = folder.identity()](Time time) { return crypto::check_current(identity, time); };
    out->witness_ = TRY(Witness::open(options.data, {signer, counts_at}, out->logs_, clock));
    return out;
}

}  // namespace assay::witness
