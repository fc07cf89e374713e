// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/host_ids.hpp"
#include "base/command/command.hpp"
#include "verifier/action/verify.hpp"
#include "verifier/signer/signer_process.hpp"

namespace assay::verifier {

/// Options every command of the room has.
struct RoomOptions {
    std::optional<std::filesystem::path> data, policy;
    bool replace_policy = false;
    std::filesystem::path key;

    /// Adds `--data DIR`.
    void add_data(Command& command);
    /// Adds `--data DIR`, `--policy FILE` and `--replace-policy`.
    void add_room(Command& command);
    /// Adds `--key DIR` too.
    void add_key(Command& command);
};

/// A signer, and the user it runs as where the room can give it one of its own.
struct RunningSigner {
    std::optional<cell::HostIds> ids;  ///< held as long as the signer runs
    std::unique_ptr<SignerProcess> process;

    /// Says on stderr when the signer has no user of its own. Errors: those of SignerProcess::start.
    static Result<RunningSigner> start(const std::filesystem::path& key, Console& console);
};

/// The room open, its signer running: what a command works with.
class Session {
public:
    /// Errors: those of Room::open and SignerProcess::start; Untrusted when the room's identity does not count now.
    static Result<std::unique_ptr<Session>> open(const RoomOptions& options, Invocation& call);

    AcceptContext& context() { return context_; }
    Room& room() { return room_; }
    bool signer_has_own_user() const { return signer_.process->has_own_user(); }
    /// The deposit somebody typed: the whole id or an unambiguous beginning of it.
    Result<RoomDeposit> deposit(const std::string& typed);

private:
    Session(Room room, RunningSigner signer, Invocation& call)
        : room_(std::move(room)),
          signer_(std::move(signer)),
          context_{room_, *signer_.process, clock_, random_, call.console.progress(), call.interrupt} {}
    Room room_;
    RunningSigner signer_;
    SystemClock clock_;
    SystemRandom random_;
    AcceptContext context_;
};

/// The room's data folder: as given, else in the user's state folder.
Result<std::filesystem::path> data_folder(const RoomOptions& options);
/// Warns of what could not be cleared up. Errors: those of Room::open.
Result<Room> open_room(const RoomOptions& options, Console& console, Room::Absent absent = Room::Absent::Refuse);

/// Options of commands that rebuild.
struct RebuildFlags {
    std::optional<std::filesystem::path> roots, keyring;
    bool again = false;

    /// Adds `--roots DIR`, `--keyring FILE` and `--again`.
    void add(Command& command);
    /// Roots and keyring, with the user's cache folder where no `--roots` was given. Errors: NotFound, Io for a keyring
    /// that was given, whether a build will need it or not.
    Result<RebuildOptions> places() const;
    /// The same with what the room's builds run in. Errors: also those of machine_of_room.
    Result<RebuildOptions> options(const RoomOptions& room) const;
};

/// Prints why a deposit was refused; the exit status for it.
int put_refusal(Console& console, const RoomDeposit& deposit, const Refused& refused);

}  // namespace assay::verifier
