// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"
#include "crypto/statement/commitment.hpp"
#include "crypto/statement/salted_envelope.hpp"
#include "crypto/statement/statement.hpp"

#include <optional>

namespace assay::verifier {

/// A statement the room has signed, with its closed part in the clear: it stays in the room.
struct OwnStatement {
    crypto::SaltedEnvelope statement;
    crypto::ClosedPart closed;
};

/// `statements/` of a deposit: what this room has signed about it. Page: room.md.
///
/// - `<statement id>.json` is written once and never changes. `index.json` names all that count, in the order in which
///   they were signed; it is replaced as a whole, after the file it names is there.
/// - So anybody may read while one process writes: what the index names is whole.
class StatementFolder {
public:
    static constexpr std::size_t kStatementsMax = 100'000;

    /// One statement, as the index has it.
    struct Entry {
        crypto::StatementId id;
        crypto::StatementKind kind;
    };

    /// Reads the index of a deposit's folder; one without `statements/` has none yet. Errors: Invalid, Limit, Io.
    static Result<StatementFolder> open(const Folder& deposit);

    /// In the order in which they were signed.
    const std::vector<Entry>& entries() const { return entries_; }
    bool contains(const crypto::StatementId& id) const;
    /// Errors: NotFound when the index does not name it; Corrupt when the file is not that statement.
    Result<OwnStatement> read(const crypto::StatementId& id) const;
    /// The last one of a kind.
    Result<std::optional<OwnStatement>> last(crypto::StatementKind kind) const;

    /// Adds one, durably; the same one twice is no error. Only for who holds the room's lock.
    Status keep(const OwnStatement& own);

private:
    explicit StatementFolder(Folder deposit) : deposit_(std::move(deposit)) {}
    Folder deposit_;
    std::vector<Entry> entries_;
};

}  // namespace assay::verifier
