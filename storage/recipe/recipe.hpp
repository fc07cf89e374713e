// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/time.hpp"
#include "base/files/relative_path.hpp"
#include "crypto/primitive/digest.hpp"

#include <map>
#include <optional>

namespace assay::storage {

/// Where a build runs, as the recipe asks for it. What exactly that is, the lock says.
struct RecipeEnvironment {
    /// Where a build runs.
    enum class Kind {
        Debian,  ///< a root assembled from the packages in the lock
        Host     ///< the machine's own /usr: weak, the verdict says so
    };
    Kind kind = Kind::Debian;
    std::string suite;  ///< `bookworm`; empty for Host
    RelativePath lock;  ///< beside the recipe

    friend bool operator==(const RecipeEnvironment&, const RecipeEnvironment&) = default;
};

/// How the deployed file is signed by others after it was built.
enum class ArtifactSignature { None, PeAuthenticode, Apk, DebArchive, KernelModule };
std::string_view name_of(ArtifactSignature signature);

/// A file that the build leaves in ASSAY_OUT and that is deployed.
struct RecipeArtifact {
    RelativePath path;
    ArtifactSignature signature = ArtifactSignature::None;

    friend bool operator==(const RecipeArtifact&, const RecipeArtifact&) = default;
};

/// A secret that is known to be in the source and is allowed: which bytes, and why.
struct SecretAllowance {
    RelativePath path;
    crypto::Sha256 sha256;  ///< of the whole file
    std::string reason;

    friend bool operator==(const SecretAllowance&, const SecretAllowance&) = default;
};

/// Name and value, as execve wants them.
using Variables = std::vector<std::pair<std::string, std::string>>;

/// How a product is built from its source. Page: recipe.md.
///
/// - `directory` is absolute and canonical and not within one of the system's own folders.
/// - There is a command and an artifact at least; no artifact twice.
/// - `variables` override none of kFixedVariables or of the shell's own.
struct Recipe {
    static constexpr std::size_t kBytesMax = 1U << 20;  ///< of a file
    static constexpr std::size_t kCommandsMax = 1000;
    static constexpr std::size_t kCommandBytesMax = 64U << 10;
    static constexpr std::size_t kArtifactsMax = 1000;
    static constexpr std::size_t kVariablesMax = 200;
    static constexpr std::size_t kAllowancesMax = 10'000;

    std::string product;
    std::string version;
    RecipeEnvironment environment;
    std::string directory;
    std::vector<std::string> commands;
    std::optional<Time> source_date_epoch;  ///< none: `auto`, from the source itself
    std::map<std::string, std::string> variables;
    std::vector<RecipeArtifact> artifacts;
    std::vector<SecretAllowance> allowances;  ///< by path
    std::optional<std::uint64_t> minutes;
    std::optional<std::uint64_t> memory_mib;

    /// Reads TOML. Errors: Invalid, Limit; Unsupported for `oci` and for signatures not known here.
    static Result<Recipe> parse(std::string_view toml);
    /// TOML with a few words of explanation: `parse(r.render())` gives `r` back.
    std::string render() const;

    /// All that the build's processes find in their environment, sorted by name: PATH, HOME, LANG, LC_ALL, the recipe's
    /// own, and SOURCE_DATE_EPOCH where the recipe names a time or, being `auto`, is given one. A .dsc gives none:
    /// its own tool sets it from the changelog, and other variables would not be those Debian built with.
    Variables environment_for(std::optional<Time> automatic_epoch) const;

    /// What `sh -eu` reads: ASSAY_OUT and ASSAY_CPUS as shell variables that are not exported, then the commands.
    std::string script(std::string_view out_folder, unsigned cpus) const;

    friend bool operator==(const Recipe&, const Recipe&) = default;
};

}  // namespace assay::storage
