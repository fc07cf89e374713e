// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/descriptor.hpp"
#include "verifier/keeper/keeper.hpp"

#include <sys/types.h>

namespace assay::verifier {

/// A keeper in a process of its own: this program started again with nothing but a key folder and a socket. The process
/// that parses what strangers made asks it in typed messages and never holds a private key.
///
/// The child has no environment, is not dumpable and ends with the socket.
class KeeperProcess final : public Keeper {
public:
    /// Errors: as KeyKeeper::open_folder, told by the child; Unavailable when it cannot be started.
    static Result<std::unique_ptr<KeeperProcess>> start(const std::filesystem::path& key_folder);
    ~KeeperProcess() override;

    const crypto::IdentityFile& identity() const override { return *identity_; }
    Result<SecretBytes> open(ByteView sealed) override;
    Result<SignedReport> sign(const Report& report) override;

private:
    KeeperProcess(Descriptor socket, pid_t child) : socket_(std::move(socket)), child_(child) {}
    Result<Json> ask(const Json& request);

    Descriptor socket_;
    pid_t child_;
    std::optional<crypto::IdentityFile> identity_;
};

/// To be called first in main: when this process was started as a keeper, serves until the socket closes and gives the
/// exit status; otherwise nothing.
std::optional<int> run_keeper_if_asked(int argc, const char* const* argv);

/// Answers one request of the keeper's protocol; the whole of what the child does.
Json answer_request(Keeper& keeper, const Json& request);

}  // namespace assay::verifier
