// SPDX-License-Identifier: Apache-2.0
// A room with keys, and deposits for it as a vendor makes and a custodian exports them.
#pragma once

#include "base/files/durable.hpp"
#include "base/files/read.hpp"
#include "storage/index/seal_tree.hpp"
#include "storage/intake/source.hpp"
#include "storage/snapshot/take_snapshot.hpp"
#include "tests/escrow/office.hpp"
#include "tests/storage/piece/piece_support.hpp"
#include "verifier/accept/accept.hpp"

namespace assay::test {

/// A room that is given what its vendor deposited and its custodian exported.
class SealedRoom {
public:
    SealedRoom()
        : desk(office),
          signer(need(verifier::KeySigner::open_folder(office.path("room"), office.clock, office.random))) {
        need(write_durably(office.path("policy.toml"), bytes_of(office.policy.render())));
        need(desk.custody().admit(*office.agreement));
        room.emplace(need(
            verifier::Room::open(office.path("room-data"), office.path("policy.toml"), verifier::Room::Absent::Make)));
    }

    /// A deposit, with its statement altered before it is signed, on media.
    std::filesystem::path media(const std::function<void(crypto::Deposit&)>& alter = {}) {
        return media_of(office.make_deposit(*office.agreement, "router", alter));
    }
    /// A deposit of class source-only: a folder that is sealed, and a snapshot that the vendor says it is.
    std::filesystem::path media_of_folder(const std::filesystem::path& folder, const storage::Snapshot& claimed) {
        return media_of_source({.source_date_epoch = need(Time::from_seconds(1'700'000'000))}, folder, claimed);
    }
    /// The same of a folder with one archive in it.
    std::filesystem::path media_of_archive(const std::filesystem::path& folder, const std::string& name,
                                           const storage::Snapshot& claimed) {
        const auto bytes = need(read_file(need(Folder::open(folder)), need(RelativePath::parse(name)), 1U << 20));
        storage::Source source{.kind = storage::SourceKind::Archive,
                               .source_date_epoch = need(Time::from_seconds(1'700'000'000))};
        source.files.push_back({need(RelativePath::parse(name)), bytes.size(), crypto::sha256(bytes)});
        return media_of_source(source, folder, claimed);
    }
    std::filesystem::path media_of_source(const storage::Source& source, const std::filesystem::path& folder,
                                          const storage::Snapshot& claimed) {
        const auto seal = [&](const storage::RootKeySource& root_key) {
            storage::test::MemoryPieces memory;
            const auto keys = storage::test::dedup_keys();
            const auto tree = need(
                storage::seal_tree({{"source"_path, folder}},
                                   {.vendor = office.id("vendor"), .keys = keys, .root_key = root_key, .threads = 1},
                                   memory, progress, interrupt));
            DepositContent out;
            for (auto& [piece, bytes] : memory.pieces)
                if (piece != tree.root) out.pieces.emplace_back(bytes);
            out.pieces.emplace_back(memory.pieces.at(tree.root));
            out.closed.add("product", Json::object({{"name", "router-os"}, {"version", "2.4.1"}}), office.random);
            out.closed.add("source", source.render(), office.random);
            out.closed.add("snapshot", claimed.render(), office.random);
            return out;
        };
        return media_of(office.make_deposit_of(*office.agreement, seal, [](crypto::Deposit& body) {
            body.deposit_class = crypto::DepositClass::SourceOnly;
        }));
    }
    std::filesystem::path media_of(const MadeDeposit& deposit) {
        desk.send(deposit);
        need(desk.custody().hold(office.id("vendor"), deposit.statement));
        auto outgoing = need(desk.custody().export_to(office.id("room"), deposit.id));
        Bytes file;
        for (;;) {
            const auto bytes = need(outgoing.next());
            if (bytes.empty()) break;
            file.insert(file.end(), bytes.begin(), bytes.end());
        }
        const auto path = office.path("media");
        need(write_durably(path, file));
        return path;
    }

    Result<crypto::DepositId> import(const std::filesystem::path& path) {
        return room->import(path, office.clock.now(), progress, interrupt);
    }

    verifier::AcceptContext at_work() { return {*room, signer, office.clock, office.random, progress, interrupt}; }
    /// What the room says of a deposit: the codes of its reasons; none where it accepts.
    std::vector<std::string> judge(const crypto::DepositId& id) {
        auto context = at_work();
        const auto answer = need(verifier::accept(context, need(room->deposit(id, office.clock.now()))));
        std::vector<std::string> codes;
        if (const auto* refused = std::get_if<verifier::Refused>(&answer))
            for (const auto& [code, detail] : refused->reasons) {
                codes.push_back(code);
                last_detail = detail;
            }
        return codes;
    }

    Office office;
    Desk desk;
    verifier::KeySigner signer;
    std::optional<verifier::Room> room;
    NoProgress progress;
    NoInterrupt interrupt;
    std::string last_detail;
};

inline void write_source(const std::filesystem::path& folder, std::string_view text) {
    std::filesystem::create_directories(folder);
    need(write_durably(folder / "main.c", bytes_of(text)));
}

}  // namespace assay::test
