// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/lock.hpp"
#include "verifier/signer/chain_state.hpp"
#include "verifier/signer/rebuild_facts.hpp"

namespace assay::verifier {

/// What the signer remembers of what it signed, in a folder of its own beside the keys. Page: ledger.md.
///
/// - Held by one process. Every change is on disk when the call returns.
class Ledger {
public:
    /// Errors: Busy when another signer with these keys is at work; io_error's.
    static Result<Ledger> open(Folder folder);

    /// The chain of that key; nothing where none has begun.
    Result<std::optional<ChainState>> chain(const std::string& name) const;
    Status put_chain(const std::string& name, const ChainState& chain) const;

    Status put_rebuild(const crypto::StatementLink& rebuild, const RebuildFacts& facts) const;
    /// Errors: NotFound for a rebuild this signer has no record of.
    Result<RebuildFacts> rebuild(const crypto::StatementLink& rebuild) const;

    /// What an acceptance said: about which deposit, and which snapshot; and the chain of its rebuilds.
    struct Accepted {
        crypto::StatementLink deposit;
        storage::Snapshot snapshot;
        ChainKey chain;
    };
    Status put_acceptance(const crypto::StatementLink& acceptance, const Accepted& accepted) const;
    /// Errors: NotFound.
    Result<Accepted> acceptance(const crypto::StatementLink& acceptance) const;

    /// The last statement that was signed, whole.
    Status put_last(const SignedReport& report) const;
    Result<std::optional<SignedReport>> last() const;

private:
    Ledger(Folder folder, FileLock lock) : folder_(std::move(folder)), lock_(std::move(lock)) {}
    Folder folder_;
    FileLock lock_;
};

}  // namespace assay::verifier
