// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/proof_set.hpp"
#include "crypto/primitive/digest.hpp"
#include "crypto/statement/statement.hpp"

/// The short answers by which a custodian says what it has now. Page: ../service/api.md. Errors of reading: Invalid.
namespace assay::escrow {

/// `{"agreement": "<statement id>", "proofs": <assay-proofs-v1>}`: that agreement is logged, as the proofs show, and
/// its parties are known.
struct AgreementAdmitted {
    crypto::StatementId agreement;
    crypto::ProofSet proofs;

    Json render() const;
    static Result<AgreementAdmitted> parse(const Json& json);
};

/// `{"stored": "<n>"}`: as many pieces as the body had are there and survive a crash.
struct PiecesStored {
    std::uint64_t count = 0;

    Json render() const;
    static Result<PiecesStored> parse(const Json& json);
};

/// `{"sha256": "<hex>"}`: what was sent is there under that digest and survives a crash.
struct ObjectKept {
    crypto::Sha256 sha256;

    Json render() const;
    static Result<ObjectKept> parse(const Json& json);
};

}  // namespace assay::escrow
