// SPDX-License-Identifier: Apache-2.0
#include "verifier/cli/session.hpp"

#include "base/files/private_folder.hpp"
#include "base/files/xdg.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/report.hpp"
#include "verifier/environment/archive_signature.hpp"
#include "verifier/environment/environment.hpp"
#include "verifier/machine/room_machine.hpp"

#include <unistd.h>

namespace assay::verifier {

void RoomOptions::add_data(Command& command) {
    command.option("--data DIR", data, "the room's data folder; else one in your state folder").or_setting();
}

void RoomOptions::add_room(Command& command) {
    add_data(command);
    command.option("--policy FILE", policy, "whom this room trusts; needed once, and kept").or_setting();
    command.flag("--replace-policy", replace_policy, "take --policy FILE in place of the one that the room keeps");
}

void RoomOptions::add_key(Command& command) {
    add_room(command);
    command.option("--key DIR", key, "the room's key folder").require().or_setting();
}

Result<std::filesystem::path> data_folder(const RoomOptions& options) {
    if (options.data) return *options.data;
    return TRY(state_folder()) / "room";
}

Result<Room> open_room(const RoomOptions& options, Console& console, Room::Absent absent) {
    auto room = TRY(Room::open(TRY(data_folder(options)), options.policy, absent,
                               options.replace_policy ? Room::OtherPolicy::Replaces : Room::OtherPolicy::Refuse));
    for (const auto& left : room.left()) console.warn("clearing up after a run that was killed: " + left);
    return room;
}

Result<RunningSigner> RunningSigner::start(const std::filesystem::path& key, Console& console) {
    RunningSigner out;
    std::optional<SignerUser> user;
    if (::geteuid() == 0) {
        // Where ids cannot be had no cell runs either; commands that need none go on.
        if (auto ids = cell::HostIds::one(); ids && ids->is_fresh()) {
            user = SignerUser{ids->first_uid(), ids->first_gid()};
            out.ids = std::move(*ids);
        }
    }
    if (!user)
        console.say(
            "the signer runs as the same user as the room: another process of this user could reach its keys; a room "
            "that root runs has a user for it");
    out.process = TRY(SignerProcess::start(key, user));
    return out;
}

Result<std::unique_ptr<Session>> Session::open(const RoomOptions& options, Invocation& call) {
    auto room = TRY(open_room(options, call.console));
    auto signer = TRY(RunningSigner::start(options.key, call.console));
    // The signer has a clock of its own; what it signs is to count by this one too.
    const auto now = SystemClock().now();
    TRY_WITHIN("the room's keys", crypto::check_current(signer.process->identity().identity(), now));
    if (const auto last = TRY(signer.process->last()))
        TRY_WITHIN("keeping what was signed before a kill", room.recover(*last));
    return std::unique_ptr<Session>(new Session(std::move(room), std::move(signer), call));
}

Result<RoomDeposit> Session::deposit(const std::string& typed) {
    const auto prefix = TRY(crypto::DepositPrefix::parse(typed));
    auto id = prefix.choose(TRY(room_.deposits()));
    if (!id && id.error().kind() == ErrorKind::NotFound)
        return std::unexpected(std::move(id).error().with_hint(
            "verifier list shows those that are here, verifier import FILE brings one in"));
    return room_.deposit(TRY(std::move(id)), clock_.now());
}

void RebuildFlags::add(Command& command) {
    command.option("--roots DIR", roots, "where assembled build roots are kept; else in your cache folder");
    command.option("--keyring FILE", keyring, "keys of the package archives this room trusts");
    command.flag("--again", again, "rebuild although this room has rebuilt it before");
}

Result<RebuildOptions> RebuildFlags::places() const {
    // The folder above is ours too, and no other user needs to reach it.
    if (!roots) TRY(private_folder(TRY(cache_folder())));
    auto folder = roots ? *roots : TRY(cache_folder()) / "roots";
    if (keyring)
        if (const auto read = keyring_digest(*keyring); !read)
            return fail(read.error().kind(), "--keyring: " + read.error().message());
    return RebuildOptions{
        .roots = std::move(folder), .keyring = keyring.value_or(kDebianKeyring), .machine = {}, .again = again};
}

Result<RebuildOptions> RebuildFlags::options(const RoomOptions& room) const {
    auto out = TRY(places());
    out.machine = TRY(machine_of_room(TRY(data_folder(room))));
    return out;
}

int put_refusal(Console& console, const RoomDeposit& deposit, const Refused& refused) {
    const auto id = crypto::render_deposit_id(deposit.id);
    if (console.is_json()) {
        auto reasons = Json::array();
        for (const auto& [code, detail] : refused.reasons)
            reasons.push(Json::object({{"code", code}, {"detail", detail}}));
        console.put_json(stamped("acceptance", {{"deposit", id},
                                                {"accepted", false},
                                                {"reasons", std::move(reasons)},
                                                {"levels", Json::array()},
                                                {"snapshot", nullptr},
                                                {"missing", nullptr}}));
        return kExitCheckFailed;
    }
    console.put(mark_line(Mark::Bad, "refused: the room does not accept " + id, console.style()));
    for (const auto& [code, detail] : refused.reasons)
        console.put(mark_line(Mark::Bad, code + ": " + detail, console.style()));
    console.say("the refusal is signed and in the outbox");
    return kExitCheckFailed;
}

}  // namespace assay::verifier
