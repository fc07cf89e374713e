// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/time.hpp"
#include "crypto/record/deposit.hpp"
#include "escrow/custody/one_at_a_time.hpp"
#include "escrow/custody/vault.hpp"
#include "storage/piece/piece_list.hpp"

#include <shared_mutex>

namespace assay::escrow {

/// The sealed objects and piece lists that vendors send in, until a deposit names them.
///
/// - Of each vendor, what no deposit names is bounded in number and bytes: one vendor cannot fill the disk with it.
/// - What no deposit has named for `kept_days` is removed, when its vendor sends something or when the custody is
/// opened.
///   Sending it again begins the time anew.
/// - What a deposit names stays as long as the deposit.
///
/// Safe to use from several threads.
class Unnamed {
public:
    /// Of one vendor.
    struct Limits {
        std::size_t count = 4096;
        std::uint64_t bytes = 2 * std::uint64_t{storage::PieceList::kBytesMax};
        std::int64_t kept_days = 14;
    };

    /// The vault outlives it.
    explicit Unnamed(Vault& vault) : Unnamed(vault, Limits()) {}
    Unnamed(Vault& vault, Limits limits) : vault_(vault), limits_(limits) {}

    /// Keeps one object in Sealed or Lists. Errors: Limit when the vendor has too much that no deposit names; Full, Io.
    Status keep(const crypto::IdentityId& vendor, Table table, ByteView object, Time now);

    /// While it is held nothing is removed: from the look whether a deposit is complete until `name` is written.
    std::shared_lock<std::shared_mutex> hold_still() { return std::shared_lock(removing_); }
    /// Notes in `changes` that this deposit names its list and its sealed objects.
    static void name(Changes& changes, const crypto::Deposit& deposit);

    /// Removes what was kept too long, of all vendors. Errors: Corrupt, Io.
    Status remove_old(Time now);

private:
    struct Stock {
        std::size_t count = 0;
        std::uint64_t bytes = 0;
        Changes old;  ///< removes what was kept too long
    };
    Result<Stock> stock_below(std::string_view prefix, Time now) const;
    Status remove_old_below(std::string_view prefix, Time now);

    Vault& vault_;
    const Limits limits_;
    OneAtATime<crypto::IdentityId> sending_;  ///< so that a vendor's sum is right
    std::shared_mutex removing_;              ///< exclusive while something is removed
};

}  // namespace assay::escrow
