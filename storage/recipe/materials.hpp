// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "base/core/progress.hpp"
#include "base/files/folder.hpp"
#include "storage/recipe/lock.hpp"
#include "storage/recipe/recipe.hpp"

namespace assay::storage {

/// What is wrong with one file of the materials.
struct MaterialsFault {
    /// In which way materials and lock disagree.
    enum class Kind {
        Missing,  ///< the lock names it, and it is not there
        Differs,  ///< it has another size or other bytes than the lock says
        Unlocked  ///< it is there, and the lock does not name it
    };
    Kind kind = Kind::Missing;
    RelativePath path;  ///< below the materials
    std::string detail;

    /// As an error: Unproven, Untrusted or Refused.
    Error error() const;
};

/// A file the lock names, by its path below the materials. In the lock's order, lists first.
std::vector<LockedFile> files_of(const DebianLock& lock);

/// Reads all of the materials and compares them with the lock, both ways. Links are faults, whatever they lead to.
/// Errors: Interrupted, Folder's.
Result<std::vector<MaterialsFault>> check_materials(const DebianLock& lock, const Folder& materials, Progress& progress,
                                                    const Interrupt& interrupt = NoInterrupt());

/// Whether a recipe's environment is the one its lock pins down. Errors: Refused where an input of the build is not
/// locked: no lock, or one that lists nothing; Invalid where the two speak of different environments.
Status check_lock(const Recipe& recipe, const Lock* lock);

}  // namespace assay::storage
