// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/descriptor.hpp"
#include "base/process/child.hpp"
#include "verifier/signer/room_signer.hpp"
#include "verifier/signer/signer_user.hpp"

namespace assay::verifier {

/// A signer in a process of its own: this program started again with nothing but a key folder and a socket. The process
/// that parses what strangers made asks it in typed messages and never holds a private key.
///
/// The child has no environment, is not dumpable and ends with the socket.
class SignerProcess final : public RoomSigner {
public:
    /// With a user, for root only: the child reads the keys, then becomes that user. Errors: as KeySigner::open_folder,
    /// reported by the child; Unavailable when it cannot be started.
    static Result<std::unique_ptr<SignerProcess>> start(const std::filesystem::path& key_folder,
                                                        const std::optional<SignerUser>& user = {});
    ~SignerProcess() override;

    const crypto::IdentityFile& identity() const override { return *identity_; }
    Result<SecretBytes> open(ByteView sealed) override;
    Result<std::uint64_t> reserve(const crypto::StatementLink& acceptance) override;
    Result<std::optional<ChainState>> chain(const ChainKey& key) override;
    Result<SignedReport> sign(const Report& report) override;
    Result<std::optional<SignedReport>> last() override;

    /// Whether it runs as another user than this process, so that no process of this user can reach its keys.
    bool has_own_user() const { return has_own_user_; }

private:
    SignerProcess(Descriptor socket, process::Child child, bool has_own_user)
        : socket_(std::move(socket)), child_(std::move(child)), has_own_user_(has_own_user) {}
    Result<Json> ask(const Json& request);

    Descriptor socket_;
    process::Child child_;
    bool has_own_user_;
    std::optional<crypto::IdentityFile> identity_;
};

/// To be called first in main: when this process was started as a signer, serves until the socket closes and gives the
/// exit status; otherwise nothing.
std::optional<int> run_signer_if_asked(int argc, const char* const* argv);

/// Answers one request of the signer's protocol; the whole of what the child does.
Json answer_request(RoomSigner& signer, const Json& request);

}  // namespace assay::verifier
