// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/lock.hpp"
#include "crypto/tlog/checkpoint_signer.hpp"
#include "crypto/tlog/witness_request.hpp"

#include <functional>
#include <map>
#include <mutex>

namespace assay::witness {

/// A log that a witness watches: its origin, and the keys that must all have signed what it is to cosign.
struct WatchedLog {
    crypto::Origin origin;
    std::vector<crypto::NoteKey> keys;
};

/// The answer to a request.
struct Reply {
    crypto::WitnessStatus status;
    std::string content_type;
    std::string body;                  ///< cosignature lines, a size, or a sentence
    std::string origin;                ///< of the request's checkpoint; empty where that could not be read
    crypto::TreeSize size;             ///< of the same
    bool shows_two_histories = false;  ///< the log has signed two trees of one size; its checkpoint has been kept
    std::optional<Time> record_ahead;  ///< the recorded time, where it lay ahead of the clock and was given up
};

/// Whether the party that cosigns counts at a time. Errors say why it does not.
using CountsAt = std::function<Status(Time time)>;

/// A witness: cosigns the checkpoints of the logs it watches, each only if it continues the one it cosigned before.
/// Page: witness.md.
///
/// - What is recorded never shrinks, and is on disk before a cosignature of it leaves. Looking at the record and
///   replacing it is one step, however many ask at once.
/// - When a record cannot be written, that log is not answered any more until the witness is opened anew: it is
///   unknown then what the disk holds. A full disk found before that stops nothing.
/// - A log has a record from the moment it is watched. Where its folder lies without one, the record was lost.
/// - The checkpoint that is recorded is not cosigned anew within kRepeatSeconds, for any client: the recorded lines are
/// the
///   answer.
/// - A cosignature's time is the clock's, or a little later so that times of one log do not go back
///   (crypto/tlog/signing_time.hpp). A clock that once ran ahead leaves no trace in later cosignatures.
/// - Nothing is cosigned at a time at which the party does not count.
///
/// Safe to share between threads.
class Witness {
public:
    static constexpr std::size_t kLogsMax = 1024;
    /// So long the lines on record answer for their checkpoint.
    static constexpr std::int64_t kRepeatSeconds = 60;

    /// What cosigns: keys and the party whose they are. The keys outlive the witness.
    struct Cosigner {
        const crypto::WitnessSigner& signer;
        CountsAt counts_at;
    };

    /// The clock outlives it. Errors: Busy when another process has the folder open; Conflict when
    /// it holds what another witness has recorded, or two logs have one origin; Invalid for a log without keys or too
    /// many; Corrupt when a record is damaged or lost; Io.
    static Result<std::unique_ptr<Witness>> open(const std::filesystem::path& data, const Cosigner& cosigner,
                                                 std::vector<WatchedLog> logs, const Clock& clock);

    /// Answers the body of an add-checkpoint request. Errors: Refused when the party does not count now, Full, Io:
    /// nothing has been cosigned then.
    Result<Reply> add_checkpoint(std::string_view body);

    /// The checkpoint cosigned last of the log whose origin has that hash, with the log's signatures and ours; nothing
    /// where there is none or the log is not watched.
    std::optional<std::string> checkpoint(std::string_view origin_hash) const;

    const crypto::WitnessSigner& signer() const { return signer_; }

    /// The logs whose recorded time is ahead of the clock by more than crypto::kClockStepSeconds: origin and that time.
    std::vector<std::pair<std::string, Time>> records_ahead() const;

private:
    struct Watched {
        std::string folder;        ///< the origin's hash
        mutable std::mutex mutex;  ///< owns what follows
        crypto::WitnessedLog log;
        std::string note;  ///< as recorded; empty before the first
        std::optional<Time> time;
        std::vector<crypto::NoteSignature> lines;  ///< ours of it
        std::optional<Error> stopped;
    };

    Witness(Folder data, FileLock lock, const Cosigner& cosigner, const Clock& clock)
        : data_(std::move(data)),
          lock_(std::move(lock)),
          signer_(cosigner.signer),
          counts_at_(cosigner.counts_at),
          clock_(clock) {}
    Status load(const WatchedLog& log);
    Status load_record(Watched& watched, const WatchedLog& log, ByteView stored) const;
    std::optional<std::vector<crypto::NoteSignature>> lines_on_record(const Watched& watched,
                                                                      const crypto::Checkpoint& checkpoint,
                                                                      Time now) const;
    Result<Reply> cosign(Watched& watched, const crypto::AddCheckpoint& request, const crypto::Checkpoint& checkpoint);
    Status record(Watched& watched, const std::string& note);
    void keep_conflict(const Watched& watched, const crypto::Note& note, const crypto::MerkleHash& root) const;

    Folder data_;
    FileLock lock_;
    crypto::WitnessSigner signer_;
    CountsAt counts_at_;
    const Clock& clock_;
    std::map<std::string, std::unique_ptr<Watched>, std::less<>> by_origin_;  ///< fixed once opened
};

}  // namespace assay::witness
