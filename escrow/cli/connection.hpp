// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/command/command.hpp"
#include "crypto/statement/deposit_id.hpp"
#include "escrow/action/receipt.hpp"
#include "escrow/client/custodian.hpp"
#include "escrow/custody/custody.hpp"

namespace assay::escrow {

/// The options that say where the custodian is: `--at URL` with the agreement and one's own key, or `--data DIR` with
/// the custodian's key and policy.
struct ConnectionOptions {
    std::optional<std::string> at;
    std::optional<std::filesystem::path> data, agreement, key, policy;
    bool may_begin = false;  ///< whether --data may name a custody that is not there yet

    void add(Command& command);
};

/// A custodian for as long as one command runs.
class Connection {
public:
    /// Who asks.
    enum class Asker {
        Party,   ///< somebody the agreement names, who shows his key
        Anybody  ///< needs no key, and shows one only where given
    };
    /// Errors: Usage for options that do not go together; those of RemoteCustodian and LocalCustodian.
    static Result<std::unique_ptr<Connection>> open(const ConnectionOptions& options, Asker asker, Invocation& call);

    Custodian& custodian() { return *custodian_; }
    /// Who asks: the party whose key is shown, or the custodian itself on its own data.
    const std::optional<crypto::IdentityId>& self() const { return self_; }
    bool is_local() const { return is_local_; }
    /// Whom the asker trusts, as given with --policy, and the agreement given with --agreement.
    const Asking& asking() const { return asking_; }
    const std::optional<crypto::Policy>& policy() const { return asking_.policy; }
    /// The deposit somebody typed: the whole id, or an unambiguous beginning of one the custodian lists.
    Result<crypto::DepositId> deposit(const std::string& typed);

private:
    Connection() = default;
    Status open_local(const ConnectionOptions& options, Invocation& call);
    Status open_remote(const ConnectionOptions& options, Asker asker, Invocation& call);

    SystemClock clock_;
    SystemRandom random_;
    bool is_local_ = false;
    Asking asking_;
    std::optional<crypto::IdentityId> self_;
    std::unique_ptr<Custodian> custodian_;
};

/// What custody of a data folder needs, out of the files a custodian names: its policy read, its witnesses reachable.
Result<CustodyOptions> custody_options(const std::filesystem::path& data, const std::filesystem::path& key,
                                       const std::filesystem::path& policy);

}  // namespace assay::escrow
