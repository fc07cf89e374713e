// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "base/core/progress.hpp"
#include "storage/tlog/place.hpp"

#include <optional>

namespace assay::storage {

/// One thing that is wrong with a log on disk.
struct LogFinding {
    std::string file;  ///< within its folder
    std::string what;

    friend bool operator==(const LogFinding&, const LogFinding&) = default;
};

/// What an audit of a whole log found.
struct LogReport {
    static constexpr std::size_t kFindingsMax = 1000;

    std::optional<crypto::TreeHead> head;  ///< what has been signed; none where not even that can be read
    std::uint64_t files = 0;               ///< of tiles and bundles
    std::uint64_t bytes = 0;
    std::vector<LogFinding> findings;  ///< the first kFindingsMax
    bool is_sound() const { return findings.empty(); }
};

/// Whose signatures an audit expects.
struct LogCheckKeys {
    std::vector<crypto::NoteKey> log;
    std::vector<crypto::NoteKey> witnesses;
};

/// Audits everything that a log keeps: entries hash to tiles, tiles to the tiles above, these to the root; the record,
/// both checkpoints and the genesis entry agree with it; every signature line is by a key given here and holds; every
/// partial tile is the beginning of the wider one; nothing else lies there.
///
/// Changes nothing, takes no lock and bears with a log that grows meanwhile. A round that a crash cut off is no
/// finding: opening the log mends it. Errors: NotFound when there is no such folder, Interrupted, Io; all else is a
/// finding.
Result<LogReport> check_log(const LogPlace& place, const LogCheckKeys& keys, Progress& progress,
                            const Interrupt& interrupt);

}  // namespace assay::storage
