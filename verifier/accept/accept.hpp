// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/intake/source.hpp"
#include "storage/recipe/lock.hpp"
#include "storage/recipe/recipe.hpp"
#include "storage/snapshot/snapshot.hpp"
#include "verifier/room/room.hpp"
#include "verifier/signer/room_signer.hpp"

#include <variant>

namespace assay::verifier {

/// A deposit that the room accepted, open in its folder.
struct OpenedDeposit {
    crypto::StatementLink acceptance;
    OwnStatement accepted;      ///< the acceptance itself
    crypto::ClosedPart closed;  ///< of the deposit
    storage::Source source;
    storage::Snapshot snapshot;  ///< as recomputed here
    std::string product, version;
    Folder opened;                          ///< as storage/layout/layout.md says
    Folder tree;                            ///< the source, unpacked
    std::optional<storage::Recipe> recipe;  ///< none for a deposit of class source-only
    std::optional<storage::Lock> lock;
    crypto::Sha256 recipe_digest;
};

/// Why the room does not accept a deposit: codes of crypto/statement/statements.md with their sentences.
struct Refused {
    std::vector<std::pair<std::string, std::string>> reasons;
};

using Acceptance = std::variant<OpenedDeposit, Refused>;

/// What every use case of the room works with; all of it outlives the call.
struct AcceptContext {
    Room& room;
    RoomSigner& signer;
    const Clock& clock;
    Random& random;
    Progress& progress;
    const Interrupt& interrupt;
};

/// Opens a deposit with the room's key and holds everything it says against what it is: the key against its commitment,
/// all shares, every piece, the source unpacked again, recipe, lock and materials. Signs an acceptance or a refusal and
/// puts it into the outbox. A deposit that was accepted before is opened as it lies. Errors: what kept the room from
/// finding out.
Result<Acceptance> accept(AcceptContext& context, const RoomDeposit& deposit);

/// The closed part of a deposit that this room has accepted, held against its statement. Errors: NotFound before that;
/// Untrusted, Invalid where it lies there altered.
Result<crypto::ClosedPart> closed_part_of(const RoomDeposit& deposit);

}  // namespace assay::verifier
