// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/agreement_file.hpp"
#include "crypto/record/deposit.hpp"
#include "escrow/custody/cache.hpp"
#include "escrow/custody/deposit_state.hpp"
#include "escrow/custody/register.hpp"

#include <map>
#include <mutex>
#include <set>

namespace assay::escrow {

/// A deposit whose statement the custodian has, opened under its agreement.
struct KeptDeposit {
    crypto::Statement statement;
    crypto::Deposit deposit;
    std::uint64_t piece_bytes;  ///< of all its pieces together
    std::shared_ptr<const crypto::AgreementFile> agreement;
};

/// The custodian's agreements and deposits, opened. Statements never change, so what was opened once is remembered;
/// only the endorsements beside an agreement become more.
///
/// Safe to use from several threads.
class Catalogue {
public:
    /// Both outlive it.
    Catalogue(const Vault& vault, const Register& statements);

    /// Errors: NotFound, Corrupt.
    Result<std::shared_ptr<const crypto::AgreementFile>> agreement(const crypto::StatementId& id) const;
    /// Says that an agreement's parties have newer endorsements than what was remembered.
    void renewed(const crypto::AgreementFile& agreement) const;
    Result<std::shared_ptr<const KeptDeposit>> deposit(const crypto::DepositId& id) const;

    /// The ids of all deposits that are held, in no order.
    Result<std::vector<crypto::DepositId>> held() const;
    /// The custodian's statement that it holds a deposit; nothing before that.
    Result<std::optional<KeptStatement>> held_statement(const crypto::DepositId& id) const;
    /// Says that chains of rooms, by their prefixes in the table, may have more statements: what they exclude may be
    /// about another deposit. The states of deposits in these chains are derived anew, no others.
    void chains_grew(const std::set<std::string>& prefixes) const;
    /// The state of a deposit. Errors: NotFound, Corrupt.
    Result<std::shared_ptr<const DepositState>> state(const crypto::DepositId& id) const;
    /// The statements of other deposits in the chains of rooms that statements about this one are in: of each chain the
    /// last ChainPlace::kShownLeast, in its order.
    Result<std::vector<ChainedStatement>> beside(const crypto::DepositId& id) const;

private:
    struct RememberedState {
        std::map<std::string, std::uint64_t> chains;  ///< those it was derived from, as often as each had grown then
        DepositState state;
    };
    std::uint64_t version_of(const std::string& prefix) const;
    std::map<std::string, std::uint64_t> versions_of(const std::vector<SaidOfDeposit>& said) const;
    bool are_current(const std::map<std::string, std::uint64_t>& chains) const;
    Result<std::vector<ChainedStatement>> read_chains(const std::map<std::string, std::uint64_t>& chains) const;
    Result<KeptDeposit> open_deposit(const crypto::DepositId& id) const;
    Result<RememberedState> derive_state(const crypto::DepositId& id,
                                         const std::vector<crypto::StatementId>& statements) const;
    Result<DepositState::Event> event_of(const crypto::Statement& statement,
                                         const crypto::AgreementFile& agreement) const;
    static Status derive_stage(const std::vector<crypto::Statement>& statements, const Conflicts& conflicts,
                               DepositSummary& summary);

    const Vault& vault_;
    const Register& register_;
    mutable Cache<crypto::StatementId, crypto::AgreementFile> agreements_;
    mutable Cache<crypto::DepositId, KeptDeposit> deposits_;
    mutable Cache<crypto::DepositId, RememberedState> states_;
    mutable std::mutex chains_mutex_;                      ///< owns what follows
    mutable std::map<std::string, std::uint64_t> chains_;  ///< how often each has grown since this was made
};

}  // namespace assay::escrow
