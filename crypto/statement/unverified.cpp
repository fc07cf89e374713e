// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/unverified.hpp"

#include "crypto/statement/statement.hpp"

namespace assay::crypto {

UnverifiedStatement::UnverifiedStatement(SaltedEnvelope salted, DsseEnvelope envelope)
    : salted_(std::move(salted)), envelope_(std::move(envelope)), link_(StatementLink::to(envelope_.payload)) {}

Result<UnverifiedStatement> UnverifiedStatement::read(SaltedEnvelope salted) {
    auto envelope = TRY(detail::parse_envelope(salted.envelope));
    return UnverifiedStatement(std::move(salted), std::move(envelope));
}

Result<StatementKind> UnverifiedStatement::kind() const { return TRY(detail::parse_payload(envelope_.payload)).kind; }

}  // namespace assay::crypto
