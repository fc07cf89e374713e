// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/snapshot/git_object.hpp"
#include "verifier/accept/accept.hpp"

namespace assay::verifier {

/// What somebody wants to see of an accepted source, and why.
struct ShowRequest {
    std::optional<RelativePath> path;  ///< none: the names of the whole source
    std::string basis;                 ///< as crypto::check_basis takes it
};

/// One name of the source, with what its git tree says of it. Folders appear only where they are empty.
struct ShownEntry {
    RelativePath path;  ///< from the source's top folder
    storage::TreeMode mode;
    std::uint64_t size;  ///< of the content; of a link's target
};

/// What was opened. There is none before the access is kept.
struct Shown {
    struct List {
        std::vector<ShownEntry> entries;  ///< by the bytes of their paths, folder by folder
    };
    struct File {
        ShownEntry entry;
        crypto::Sha256 sha256;
        Descriptor content;  ///< at its beginning
    };
    struct Link {
        ShownEntry entry;
        std::string target;  ///< any bytes but NUL
    };
    /// The path is not there. `names` are those of the deepest folder of it that is; `missed` is the next component,
    /// which is not among them or is no folder.
    struct Missing {
        RelativePath path;
        std::optional<RelativePath> folder;  ///< none: the top
        std::string missed;
        std::vector<std::string> names;
        std::vector<RelativePath> elsewhere;  ///< of the same last component, kElsewhereMax at most
    };
    static constexpr std::size_t kElsewhereMax = 3;

    crypto::StatementLink access;  ///< the statement that says so
    std::variant<List, File, Link, Missing> what;
};

/// How many accesses to one deposit a room signs: statements about a deposit are read as a whole, here and at the
/// custodian, and verdicts must keep their place.
inline constexpr std::size_t kAccessesMax = 20'000;

/// Opens an accepted source to somebody: recomputes the id of the unpacked tree, looks for what is asked, signs an
/// access that names it and puts that into the outbox, durably; only then it answers. What is not there is an access
/// too: the answer tells of names. Nothing is parsed here: the source was unpacked in a cell when it was accepted.
///
/// Errors: Corrupt when the tree is not the one that was accepted, Limit after kAccessesMax, and Interrupted, with
/// nothing signed; those of Room::keep and of the signer.
Result<Shown> show(AcceptContext& context, const RoomDeposit& deposit, const OpenedDeposit& opened,
                   const ShowRequest& request);

}  // namespace assay::verifier
