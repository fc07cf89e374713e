// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/descriptor.hpp"
#include "base/process/child.hpp"
#include "verifier/signer/room_signer.hpp"

namespace assay::verifier {

/// A signer in a process of its own: this program started again with nothing but a key folder and a socket. The process
/// that parses what strangers made asks it in typed messages and never holds a private key.
///
/// The child has no environment, is not dumpable and ends with the socket.
class SignerProcess final : public RoomSigner {
public:
    /// Errors: as KeySigner::open_folder, told by the child; Unavailable when it cannot be started.
    static Result<std::unique_ptr<SignerProcess>> start(const std::filesystem::path& key_folder);
    ~SignerProcess() override;

    const crypto::IdentityFile& identity() const override { return *identity_; }
    Result<SecretBytes> open(ByteView sealed) override;
    Result<SignedReport> sign(const Report& report) override;

private:
    SignerProcess(Descriptor socket, process::Child child) : socket_(std::move(socket)), child_(std::move(child)) {}
    Result<Json> ask(const Json& request);

    Descriptor socket_;
    process::Child child_;
    std::optional<crypto::IdentityFile> identity_;
};

/// To be called first in main: when this process was started as a signer, serves until the socket closes and gives the
/// exit status; otherwise nothing.
std::optional<int> run_signer_if_asked(int argc, const char* const* argv);

/// Answers one request of the signer's protocol; the whole of what the child does.
Json answer_request(RoomSigner& signer, const Json& request);

}  // namespace assay::verifier
