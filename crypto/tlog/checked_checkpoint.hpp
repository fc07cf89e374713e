// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/time.hpp"
#include "crypto/tlog/checkpoint.hpp"
#include "crypto/tlog/vkey.hpp"

#include <optional>

namespace assay::crypto {

/// Which of a log's listed keys must have signed: any one, as C2SP tlog-policy has it, or all of them, so that a
/// classical and a post-quantum signature are side by side.
enum class LogKeys { Any, All };

/// A witness of the policy that cosigned, and when.
struct Cosigned {
    std::string witness;  ///< its name in the policy
    Time time;

    friend bool operator==(const Cosigned&, const Cosigned&) = default;
};

/// Whether cosignatures suffice, and when they first did.
struct Quorum {
    bool holds;
    std::optional<Time> time;  ///< none when it does not hold or the policy asks for no witness

    friend bool operator==(const Quorum&, const Quorum&) = default;
};

/// A checkpoint whose every signature by a key of some policy was verified.
///
/// - At least one listed key of the checkpoint's origin signed it.
/// - Only `TlogPolicy::evaluate` makes it. Whether it is enough is another question: `satisfies`.
class CheckedCheckpoint {
public:
    const Checkpoint& checkpoint() const { return checkpoint_; }
    const TreeHead& head() const { return checkpoint_.head(); }
    /// The origin's listed keys that signed, and those that did not.
    const std::vector<NoteKey>& signed_by() const { return signed_by_; }
    const std::vector<NoteKey>& not_signed_by() const { return not_signed_by_; }
    /// In the order of the policy. A cosignature without time is left out.
    const std::vector<Cosigned>& cosigned() const { return cosigned_; }
    bool quorum_holds() const { return quorum_.holds; }
    /// The smallest time by which enough witnesses had cosigned; none also when the policy asks for no witness.
    std::optional<Time> quorum_time() const { return quorum_.time; }

    /// Ok when the quorum holds and the log signed with the keys asked for. `All` also refuses extension lines, which
    /// the ML-DSA-44 signature does not cover. Errors: PolicyUnmet.
    Status satisfies(LogKeys log_keys) const;

private:
    friend class TlogPolicy;
    explicit CheckedCheckpoint(Checkpoint checkpoint) : checkpoint_(std::move(checkpoint)) {}

    Checkpoint checkpoint_;
    std::vector<NoteKey> signed_by_;
    std::vector<NoteKey> not_signed_by_;
    std::vector<Cosigned> cosigned_;
    Quorum quorum_{};
};

}  // namespace assay::crypto
