// SPDX-License-Identifier: Apache-2.0
#include "escrow/pilot/pilot.hpp"

#include "base/core/text.hpp"
#include "base/core/toml.hpp"
#include "base/files/durable.hpp"
#include "escrow/action/agreement.hpp"
#include "escrow/action/keys.hpp"
#include "escrow/pilot/server.hpp"

#include <algorithm>

namespace assay::escrow {

namespace {

struct Party {
    const char *folder, *role, *name;
};

/// The root first: it endorses the others.
constexpr Party kParties[] = {
    {"root", "root", "Pilot Root"},
    {"vendor", "vendor", "Pilot Vendor"},
    {"custodian", "custodian", "Pilot Custodian"},
    {"room", "verifier", "Pilot Room"},
    {"witness", "witness", "Pilot Witness"},
    {"trustee1", "trustee", "Pilot Trustee 1"},
    {"trustee2", "trustee", "Pilot Trustee 2"},
    {"trustee3", "trustee", "Pilot Trustee 3"},
    {"trustee4", "trustee", "Pilot Trustee 4"},
    {"trustee5", "trustee", "Pilot Trustee 5"},
};

bool is_trustee(const Party& party) { return std::string_view(party.role) == "trustee"; }

bool is_there(const std::filesystem::path& path) {
    std::error_code failed;
    return std::filesystem::exists(path, failed);
}

Server witness() {
    return Server("witness", {"witness", "serve", "--key", "witness", "--data", "witness-data", "--logs", "log.policy"},
                  Server::Listens::Yes);
}

Server custodian() {
    return Server("custodian",
                  {"escrow", "serve", "--key", "custodian", "--data", "custody", "--policy", "policy.toml"},
                  Server::Listens::Yes);
}

Server carrier() { return Server("carrier", {"escrow", "pilot", ".", "--carry"}, Server::Listens::No); }

Status make_parties(const Programs& programs) {
    for (const auto& party : kParties) {
        if (!is_there(std::filesystem::path(party.folder) / "identity.json"))
            TRY(programs.run({"escrow", "key", "new", party.name, "--role", party.role, "--out", party.folder}));
        if (std::string_view(party.role) != "root" && TRY(read_identity(party.folder)).endorsements().empty())
            TRY(programs.run({"escrow", "key", "endorse", party.folder, "--key", "root"}));
    }
    if (!is_there("carrier/identity.json")) TRY(programs.run({"escrow", "key", "carrier", "room", "--out", "carrier"}));
    return {};
}

Status make_policy(const Programs& programs) {
    if (is_there("policy.toml") && is_there("log.policy")) return {};
    const auto address = TRY(witness().listen_address());
    TRY(programs.run({"escrow", "policy", "new", "--root", "root", "--log", "custodian", "--witness", "witness",
                      "--witness-url", "http://" + address, "--out", "policy.toml", "--tlog", "log.policy",
                      "--force"}));
    return {};
}

Status make_agreement(const Programs& programs) {
    if (!is_there("agreement.json")) {
        Words words{"escrow", "agreement", "new", "--vendor", "vendor", "--custodian", "custodian", "--room", "room"};
        for (const auto& party : kParties)
            if (is_trustee(party)) words.insert(words.end(), {"--trustee", party.folder});
        words.insert(words.end(), {"--threshold", "3", "--key", "vendor", "--out", "agreement.json"});
        TRY(programs.run(words));
    }
    const auto missing = TRY(read_agreement("agreement.json")).missing();
    for (const auto& party : kParties)
        if (std::ranges::find(missing, TRY(read_identity(party.folder)).identity().id()) != missing.end())
            TRY(programs.run({"escrow", "agreement", "sign", "agreement.json", "--key", party.folder}));
    return {};
}

/// What a command run below the folder need not be told.
std::string settings(const std::string& at) {
    return "# Made by escrow pilot. See escrow config --help.\n"
           "at = " +
           quote_toml(at) +
           "\n"
           "policy = \"policy.toml\"\n"
           "agreement = \"agreement.json\"\n"
           "key = \"vendor\"\n"
           "\n[escrow.serve]\nkey = \"custodian\"\ndata = \"custody\"\n"
           "\n[escrow.export]\nkey = \"room\"\n"
           "\n[escrow.submit]\nkey = \"room\"\n"
           "\n[verifier]\nkey = \"room\"\ndata = \"room-data\"\n"
           "\n[witness]\nkey = \"witness\"\ndata = \"witness-data\"\n";
}

}  // namespace

Result<std::string> custodian_address() {
    if (!is_there("custodian.listen"))
        return fail(
            Error(ErrorKind::NotFound, "there is no pilot in " + quote(std::filesystem::current_path().string()))
                .with_hint("escrow pilot DIR makes one"));
    return "https://" + TRY(custodian().listen_address());
}

Result<std::string> begin_pilot(const Programs& programs) {
    TRY(make_parties(programs));
    TRY(make_policy(programs));
    TRY(make_agreement(programs));
    TRY(witness().start(programs));
    TRY(custodian().start(programs));
    auto at = TRY(custodian_address());
    TRY(write_durably(std::filesystem::path("assay.toml"), bytes_of(settings(at))));
    TRY(carrier().start(programs));
    return at;
}

Status stop_pilot(const Programs& programs) {
    TRY(custodian_address());
    for (const auto& server : {carrier(), custodian(), witness()}) TRY(server.stop(programs));
    return {};
}

}  // namespace assay::escrow
