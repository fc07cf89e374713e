// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/tlog/checked_checkpoint.hpp"
#include "crypto/tlog/note.hpp"

#include <map>
#include <optional>
#include <set>

namespace assay::crypto {

constexpr std::size_t kPolicyBytesMax = 512U << 10;
constexpr std::size_t kPolicyLogsMax = 64;
constexpr std::size_t kPolicyWitnessesMax = 128;
constexpr std::size_t kPolicyGroupsMax = 128;

/// One key of a log that counts, and optionally where to reach the log.
struct PolicyLog {
    NoteKey key;
    std::string url;  ///< empty where there is none
};

/// One key of a witness that may count.
struct PolicyWitness {
    std::string name;  ///< within the policy only
    NoteKey key;
    std::string url;  ///< empty where there is none
};

/// Witnesses when `needed` of its members do.
struct PolicyGroup {
    std::string name;
    std::size_t needed;  ///< from 1 to the number of members
    std::vector<std::string> members;
};

/// Which logs and which quorum of witnesses somebody trusts.
///
/// - Log keys sign plainly (0x01) or with ML-DSA-44 (0x06); witness keys cosign (0x04, 0x06). No key is there twice, in
///   whatever role and under whatever name.
/// - Names of witnesses and groups are distinct, and each is a member of at most one group. A group's members and the
///   quorum are defined before it.
/// - A witness counts once: where the quorum is made of several keys of one name, they are exactly the members of one
///   group.
///
/// Text form: tlog_policy.md. Source: C2SP tlog-policy.
class TlogPolicy {
public:
    /// Errors: Invalid (says which line), Limit, Unsupported for key types unknown here.
    static Result<TlogPolicy> parse(std::string_view text);
    /// Logs, witnesses, groups, quorum, without comments: `parse(p.render())` gives the same policy.
    std::string render() const;

    const std::vector<PolicyLog>& logs() const { return logs_; }
    const std::vector<PolicyWitness>& witnesses() const { return witnesses_; }
    const std::vector<PolicyGroup>& groups() const { return groups_; }
    const std::string& quorum() const { return quorum_; }

    /// From how many witnesses the quorum is made; the keys of one name are one witness.
    std::size_t witness_count() const;
    /// How many witnesses any two quorums have in common at least; none when the policy asks for no witness. A log can
    /// show two histories, each with a quorum, only if so many witnesses collude with it: one less is survived. At 0
    /// it needs none.
    std::optional<std::size_t> smallest_overlap() const;
    /// The same in one sentence, lower case, no full stop.
    std::string describe_overlap() const;

    /// Whether these cosignatures suffice, and the smallest time at which those made by then do.
    Quorum quorum_of(const std::vector<Cosigned>& cosigned) const;

    /// Checks every signature of the policy's keys on a checkpoint and says who signed. Whether that is enough is the
    /// answer's to say: `CheckedCheckpoint::satisfies`.
    /// Errors: Invalid when it is no checkpoint; Untrusted when no listed key of its origin signed, one bad signature
    /// of a listed key is there, or the root of size 0 is wrong.
    Result<CheckedCheckpoint> evaluate(const Note& note) const;

private:
    friend class TlogPolicyBuilder;
    TlogPolicy() = default;
    Status check_witnesses_count_once() const;

    std::vector<PolicyLog> logs_;
    std::vector<PolicyWitness> witnesses_;
    std::vector<PolicyGroup> groups_;
    std::string quorum_;
};

/// Builds a policy line by line, refusing each as a reader would. After an error it is spent.
class TlogPolicyBuilder {
public:
    /// Errors: Invalid, Limit.
    Status log(NoteKey key, std::string url = {});
    Status witness(std::string name, NoteKey key, std::string url = {});
    Status group(std::string name, std::size_t needed, std::vector<std::string> members);
    /// `name` is a witness, a group or `none`.
    Status quorum(std::string name);
    /// Errors: Invalid when no quorum was set, or one witness could count more than once.
    Result<TlogPolicy> finish() &&;

private:
    enum class Use { Free, Member };
    Status take_name(const std::string& name);
    Status take_key(const NoteKey& key);

    TlogPolicy policy_;
    std::map<std::string, Use> names_;
    std::vector<Bytes> keys_;
};

}  // namespace assay::crypto
