// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/random.hpp"
#include "crypto/record/access.hpp"
#include "crypto/record/rebuild.hpp"
#include "crypto/record/verdict.hpp"
#include "crypto/statement/commitment.hpp"

namespace assay::test {

/// What a room finds of one deposit. The closed fields made of it are those of a real room, and fit one another.
struct Work {
    std::string environment = "debian-signed";
    std::string archive_key = "B8B80B5B623EAB6AD8775C45B7C5D7D6350947F8";  ///< of Debian 12
    std::vector<crypto::Grade::Package> unvouched = {};
    std::vector<crypto::Grade::OpaqueInput> opaque = {};
    std::vector<crypto::Comparison> comparisons;
    std::vector<crypto::DeployedLink> links = {};

    /// The worst of the comparisons.
    crypto::VerdictKind verdict() const;
    /// As the comparisons and all else have it.
    crypto::Grade grade() const;
};

/// A file that is what was rebuilt as `artifact`.
crypto::Comparison identical(const std::string& name, std::string_view content, const std::string& artifact);

/// Where and when the work was done.
struct WorkPlace {
    crypto::StatementLink deposit;
    crypto::IdentityId room, vendor;
    Time time;
};

/// What the chain of a room is about that works on this deposit of a vendor.
crypto::ChainSubject chain_subject(const crypto::IdentityId& vendor);

/// Fields by name, each as a real statement has it.
using Fields = std::vector<std::pair<std::string, Json>>;
Fields deposit_fields();
Fields acceptance_fields();
Fields rebuild_fields(const Work& work, const WorkPlace& at);
Fields access_fields();
Fields verdict_fields(const Work& work, const WorkPlace& at, const crypto::StatementLink& rebuild);

crypto::ClosedPart closed_part(const Fields& fields, Random& random);

/// Whether evidence of a verdict shows that field. All of deposit and acceptance but what is for the room alone.
bool is_shown(std::string_view field);

}  // namespace assay::test
