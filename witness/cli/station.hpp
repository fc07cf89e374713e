// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/command/command.hpp"
#include "witness/core/witness.hpp"

namespace assay::witness {

/// What every command of a witness is given: keys, folder, logs.
struct StationOptions {
    std::filesystem::path key;
    std::filesystem::path data;
    std::vector<std::string> log_keys;
    std::optional<std::filesystem::path> log_list;
};

/// Adds `--key`, `--data`, `--log` and `--logs`.
void add_station_options(Command& command, StationOptions& options);

/// That the recorded time of a log is ahead of the clock, and what follows.
std::string record_ahead_words(const std::string& origin, Time time);

/// A witness that is ready to answer, with its keys in memory.
class Station {
public:
    /// The clock outlives it. Errors: Usage when no log is given; Refused when the keys are no witness's, Untrusted
    /// when their identity has expired; those of the key folder, the lists of logs and the witness.
    static Result<std::unique_ptr<Station>> open(const StationOptions& options, const Clock& clock);

    Witness& witness() { return *witness_; }
    const std::vector<WatchedLog>& logs() const { return logs_; }

private:
    Station(crypto::PrivateKey ed25519, crypto::PrivateKey mldsa44)
        : ed25519_(std::move(ed25519)), mldsa44_(std::move(mldsa44)) {}

    const crypto::PrivateKey ed25519_;
    const crypto::PrivateKey mldsa44_;
    std::vector<WatchedLog> logs_;
    std::unique_ptr<Witness> witness_;
};

}  // namespace assay::witness
