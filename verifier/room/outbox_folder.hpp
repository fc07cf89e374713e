// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"
#include "storage/export/outbox.hpp"

namespace assay::verifier {

/// As much of what waits to leave a room as one outbox file holds.
struct Parcel {
    storage::Outbox outbox;
    std::string last;  ///< of the items that have not left before, the last that is in it; empty where none waits
    std::size_t waiting = 0;  ///< items that come after it
};

/// `outbox/` of a room: `NNNNNN.json` for each statement and each piece of evidence, numbered in the order in which
/// they were made, and `taken`, the name of the last that has left.
class OutboxFolder {
public:
    static Result<OutboxFolder> open(const Folder& room);

    /// Puts an item last: `{"statement": …}` or `{"evidence": …}`.
    Status put(const Json& item) const;

    /// Puts a statement last, unless it is the last one already: a room that was killed in between puts it again.
    Status put_statement(const storage::OutgoingStatement& outgoing) const;

    /// Where a parcel begins.
    enum class Take {
        New,  ///< after what has left
        All   ///< at the first item of all
    };
    /// The items in their order, up to the first that the limits of an outbox keep out. Evidence takes along the room's
    /// statements that it rests on, those too that have left before: who completes it needs the proofs of all of them;
    /// and those before it in its chain, as far as they fit.
    /// Errors: Refused for a statement that is by another than `room`; Limit for an item that fits into no outbox;
    /// Invalid, Untrusted, Io for a folder that does not read.
    Result<Parcel> pack(Take take, const crypto::Identity& room) const;
    /// Says that a parcel has left: the next one begins after it.
    Status mark_taken(const Parcel& parcel) const;

private:
    explicit OutboxFolder(Folder folder) : folder_(std::move(folder)) {}
    Folder folder_;
};

}  // namespace assay::verifier
