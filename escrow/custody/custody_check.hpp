// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "base/core/progress.hpp"
#include "crypto/evidence/policy.hpp"
#include "crypto/statement/identity.hpp"
#include "storage/tlog/log_check.hpp"

#include <filesystem>

namespace assay::escrow {

/// Whether a check reads every piece back and hashes it, or asks for its presence only.
enum class ReadData { No, Yes };

struct CustodyCheck {
    std::filesystem::path data;
    const crypto::Identity& custodian;
    const crypto::Policy& policy;  ///< whose witnesses may have cosigned
    ReadData read_data = ReadData::No;
};

/// What was found.
struct CustodyReport {
    static constexpr std::size_t kFindingsMax = 1000;

    storage::LogReport log;
    std::uint64_t statements = 0;
    std::uint64_t pending = 0;  ///< statements that wait for their leaf: the next start sees to them
    std::uint64_t agreements = 0, deposits = 0, pieces = 0;
    std::uint64_t bytes = 0;            ///< of pieces, read back or present
    std::vector<std::string> findings;  ///< the first kFindingsMax

    bool is_sound() const { return findings.empty() && log.is_sound(); }
};

/// Holds everything a custodian keeps against everything it should be: the log as storage::check_log does; each
/// statement against its leaf, and each leaf against a statement; places against their checkpoints; agreements and
/// parties; of each deposit the list, the pieces and the sealed objects.
///
/// Changes nothing and needs no private key. The data must not be in use. Errors: NotFound when there is none, Busy,
/// Untrusted when the policy means another log than this custodian's,
/// Interrupted, Io; Corrupt when the tables cannot even be opened. All else is a finding.
Result<CustodyReport> check_custody(const CustodyCheck& request, Progress& progress, const Interrupt& interrupt);

}  // namespace assay::escrow
