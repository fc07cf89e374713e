// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/before_sending.hpp"

#include "base/core/text.hpp"
#include "crypto/evidence/endorsed.hpp"
#include "crypto/evidence/log_keys.hpp"
#include "crypto/evidence/logged.hpp"

#include <unistd.h>

namespace assay::escrow {

namespace {

const crypto::Identity& custodian_of(const crypto::AgreementFile& agreement) {
    return *agreement.book().find(agreement.terms().custodian);
}

}  // namespace

Status check_parties(const crypto::AgreementFile& agreement, const crypto::Policy& policy, Time now) {
    TRY(crypto::check_agreement(agreement, policy, now));
    const auto tlog = TRY_WITHIN("policy: log policy", crypto::TlogPolicy::parse(policy.tlog));
    return crypto::check_log_keys(custodian_of(agreement), tlog);
}

Status check_admitted(const crypto::AgreementFile& agreement, const crypto::ProofSet& proofs,
                      const crypto::Policy& policy) {
    const std::string doing = "the custodian's proof that the agreement is logged";
    const auto logged = TRY_WITHIN(doing, crypto::check_logged(agreement.statement(), proofs, policy));
    const auto keys = TRY(crypto::log_keys_of(custodian_of(agreement)));
    if (const auto& its = keys.front().name().text(); logged.origin != its)
        return fail(ErrorKind::Untrusted, doing + " is of the log " + quote(logged.origin) + ", and " +
                                              custodian_of(agreement).describe() + " signs " + quote(its));
    if (!logged.time)
        return fail(Error(ErrorKind::Unproven, doing + " has no time: the policy names no witness, so no receipt "
                                                       "could show when it was given")
                        .with_hint("escrow policy new --witness names one"));
    TRY_WITHIN("when the agreement was logged", crypto::check_agreement(agreement, policy, *logged.time));
    return {};
}

Status check_can_write(const std::filesystem::path& path, std::string_view what) {
    const auto doing = std::string(what) + " " + quote(path.string());
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder, ignored))
        return fail(Error(ErrorKind::NotFound, doing + ": there is no folder " + quote(folder.string()))
                        .with_hint("make the folder, or name another file"));
    if (std::filesystem::is_directory(path, ignored))
        return fail(Error(ErrorKind::Invalid, doing + ": is a folder").with_hint("name a file in it"));
    if (::access(folder.c_str(), W_OK | X_OK) != 0)
        return fail(
            Error(ErrorKind::Refused, doing + ": the folder " + quote(folder.string()) + " cannot be written to")
                .with_hint("name another file, or have its owner let you write there"));
    return {};
}

}  // namespace assay::escrow
