// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "base/core/progress.hpp"
#include "crypto/primitive/digest.hpp"

#include <filesystem>
#include <optional>

namespace assay::escrow {

/// The mirrors a machine already uses: the archive and its security updates.
struct Mirrors {
    std::string archive;
    std::string security;
};

/// Read from the machine's own apt sources; `given` (an archive's URL) comes first. The security mirror is the one the
/// machine names, else `…/debian-security` beside the archive. Errors: NotFound with a hint when there is none.
Result<Mirrors> find_mirrors(const std::optional<std::string>& given, const Interrupt& interrupt);

/// A package that apt chose, as its index names it.
struct ChosenPackage {
    std::string name, version, architecture;
    std::string file;  ///< name_version_architecture.deb, as apt keeps it
    crypto::Sha256 sha256;
    std::uint64_t size;
};

/// apt with a state of its own for one suite with its updates and security updates: the machine's sources, lists and
/// status are neither read nor changed.
class PrivateApt {
public:
    /// Errors: NotFound without apt, Io.
    static Result<PrivateApt> open(const std::filesystem::path& folder, const std::string& suite,
                                   const Mirrors& mirrors);

    /// Fetches the lists; apt checks their signatures. Errors: Unavailable with apt's words.
    Status update(const Interrupt& interrupt);

    /// All packages a root needs to build something: those every Debian has, build-essential, fakeroot, and
    /// `dependencies` (as in Build-Depends), without Recommends, against an empty system. Downloads them.
    /// Errors: Unavailable with apt's words when there is no solution or a file cannot be had.
    Result<std::vector<ChosenPackage>> fetch_closure(const std::string& dependencies, const std::string& conflicts,
                                                     Progress& progress, const Interrupt& interrupt);

    /// Where fetched packages and lists lie.
    std::filesystem::path archives() const { return folder_ / "cache/archives"; }
    std::filesystem::path lists() const { return folder_ / "state/lists"; }
    const std::string& suite() const { return suite_; }

private:
    PrivateApt(std::filesystem::path folder, std::string suite)
        : folder_(std::move(folder)), suite_(std::move(suite)) {}
    Result<std::string> run(std::vector<std::string> command, const Interrupt& interrupt) const;
    Result<std::string> essential_packages(const Interrupt& interrupt) const;

    std::filesystem::path folder_;
    std::string suite_;
};

}  // namespace assay::escrow
