// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/chain.hpp"
#include "crypto/record/sealed_part.hpp"
#include "crypto/record/verdict_kind.hpp"

namespace assay::crypto {

/// One deployed file against one artifact of the rebuild.
struct Comparison {
    std::string deployed_name;
    std::uint64_t deployed_size;
    DigestSet deployed;
    std::string artifact;              ///< path of the artifact; empty when none corresponds
    std::optional<DigestSet> rebuilt;  ///< absent when there is nothing to compare with
    VerdictKind verdict;
    std::string reason;  ///< for not-comparable; else empty

    Json render() const;
    /// Errors: Invalid; Untrusted for an `identical` of two different digests.
    static Result<Comparison> parse(const Json& json);
};

/// A symbolic link within a deployed folder. It is not judged; a reader's folder must have the same ones.
struct DeployedLink {
    std::string name;    ///< path of the link, relative to the folder
    std::string target;  ///< as the link has it

    friend auto operator<=>(const DeployedLink&, const DeployedLink&) = default;
};
/// The closed field `links`: ascending by name. Page: verdict.md.
Json render_links(std::vector<DeployedLink> links);
/// Errors: Invalid, Limit.
Result<std::vector<DeployedLink>> parse_links(const Json& json);
/// Whether each link leads, by its text alone, to a file that was compared or to another of the links, and takes no
/// compared file's name. Errors: Invalid, naming the link.
Status check_links(const std::vector<DeployedLink>& links, const std::vector<struct Comparison>& comparisons);

/// What a verdict rests on; never leaves it alone. Page: verdict.md.
struct Grade {
    /// A package of the environment, by its .deb.
    struct Package {
        std::string name;  ///< name_version_architecture
        Sha256 sha256;
    };
    /// A source file that is no source, and that the build opened.
    struct OpaqueInput {
        std::string path;  ///< in the unpacked source
        std::string why;   ///< `binary`, `high-entropy`, `generated`
        Sha256 sha256;
        std::vector<std::string> reached;  ///< artifact members its bytes were found in
    };
    /// Opaque inputs beyond those that are named.
    struct Unnamed {
        std::uint64_t count;  ///< at least one
        Sha256 sha256;        ///< of what the rebuild would have said of them, see verdict.md

        Json render() const;
        /// Errors: Invalid.
        static Result<Unnamed> parse(const Json& json);
    };

    std::string environment;                ///< `debian-signed`, `vendor-supplied`, `host`
    std::vector<Package> unvouched;         ///< packages of the environment no archive signature vouches for
    std::vector<OpaqueInput> opaque;        ///< opaque files of the source that the build read
    std::optional<Unnamed> unnamed_opaque;  ///< more of them, which no policy can list
    std::uint64_t inspected_lines = 0;      ///< lines of source under an inspection statement
    std::uint64_t source_lines = 0;
    std::uint64_t deployed_bytes_judged = 0;
    std::uint64_t deployed_bytes = 0;

    Json render() const;
    /// Errors: Invalid, Limit; Untrusted for a `debian-signed` that names unvouched packages.
    static Result<Grade> parse(const Json& json);
};

/// The room's verdict. Open: the overall verdict. Closed fields: `comparisons`, `links`, `grade`, `self_test`,
/// `findings`, `vsa`, `chain` (what its chain is about).
///
/// The overall verdict is the worst of its comparisons.
struct Verdict {
    IdentityId room;
    Time time;
    StatementLink deposit;
    StatementLink rebuild;
    VerdictKind verdict;
    Json commitments;
    std::vector<SealedPartRecord> sealed = {};  ///< its closed part, to vendor and rooms
    std::optional<ChainPlace> chain = {};       ///< its place among its room's rebuilds and verdicts

    /// What is signed, in our one form.
    std::string payload() const;
    /// Errors: Invalid for a statement of another kind or with other members.
    static Result<Verdict> parse(const Statement& statement);
};

}  // namespace assay::crypto
