// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/worker.hpp"
#include "base/core/interrupt.hpp"
#include "storage/recipe/lock.hpp"
#include "storage/recipe/release.hpp"

#include <filesystem>

namespace assay::verifier {

/// An InRelease file that archives have signed.
struct SignedRelease {
    std::string text;               ///< what is signed
    std::vector<std::string> keys;  ///< fingerprints of the primary keys whose signatures hold, ascending, none twice
};

/// The keys whose signatures hold, out of gpgv's status lines. A signature of a subkey counts for its primary key.
/// Errors: Invalid for a line out of form; Untrusted where there is none. Source: GnuPG, doc/DETAILS, "VALIDSIG".
Result<std::vector<std::string>> read_valid_signatures(std::string_view status);

/// An InRelease file with a signature by a key of the room's own keyring that holds, checked by gpgv in a cell.
///
/// The keyring is the room's, never the deposit's; whether its keys are those of an archive is for each reader's
/// policy. Errors: Untrusted with gpgv's words when it does not hold; NotFound without a keyring; Sandbox.
Result<SignedRelease> verify_in_release(const Descriptor& in_release, const std::filesystem::path& keyring,
                                        const Interrupt& interrupt);

/// Whether a Packages file, plain or compressed, is byte for byte one that a verified Release lists. Until then it is
/// the vendor's, and it is not decompressed. Leaves the file at its beginning. Errors: Untrusted, Io.
Status check_index_file(const storage::LockedIndex& index, const Descriptor& file, const storage::Release& release);

/// Which archive vouches for each package of a lock, in its order; nothing where none does.
///
/// `texts` are the verified InRelease texts of the lock's archives in order, `indexes` their Packages files, all
/// archives' one after the other, each checked by check_index_file: what comes out of the cell is believed, since
/// nothing but what an archive has signed, and the lock in our own words, goes in. Errors: Untrusted, Invalid, Limit.
Result<std::vector<std::optional<std::size_t>>> vouch_in_cell(const storage::Lock& lock,
                                                              const std::vector<std::string>& texts,
                                                              std::vector<Descriptor> indexes,
                                                              const Interrupt& interrupt);

/// The worker behind vouch_in_cell, for the program's table.
inline constexpr std::string_view kVouchWorker = "vouch";
Result<Bytes> vouch_worker(cell::Request& request);

/// Where Debian keeps the keys of its archives.
inline constexpr const char* kDebianKeyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

}  // namespace assay::verifier
