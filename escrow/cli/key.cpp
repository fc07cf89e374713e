// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "base/files/relative_path.hpp"
#include "base/terminal/report.hpp"
#include "escrow/action/keys.hpp"
#include "escrow/cli/commands.hpp"
#include "escrow/cli/key.md.hpp"
#include "escrow/cli/key_carrier.md.hpp"
#include "escrow/cli/key_endorse.md.hpp"
#include "escrow/cli/key_new.md.hpp"

namespace assay::escrow {

namespace {

constexpr std::uint64_t kValidDaysDefault = 3 * 365;

void put_identity(Console& console, const crypto::IdentityFile& file) {
    const auto& identity = file.identity();
    if (console.is_json()) {
        auto keys = Json::array();
        for (const auto& key : identity.keys())
            keys.push(Json::object({{"name", key.name},
                                    {"algorithm", key.algorithm},
                                    {"origin", key.origin.empty() ? Json() : Json(key.origin)}}));
        console.put_json(stamped("identity-report", {{"identity", crypto::hex(identity.id())},
                                                     {"name", identity.name()},
                                                     {"role", crypto::name_of(identity.role())},
                                                     {"valid", identity.validity().render()},
                                                     {"keys", std::move(keys)},
                                                     {"endorsements", count_json(file.endorsements().size())}}));
        return;
    }
    KeyValues out;
    out.add("identity", crypto::hex(identity.id()))
        .add("name", identity.name())
        .add("role", std::string(crypto::name_of(identity.role())));
    out.add("valid", identity.validity().from.render() + " until " + identity.validity().until.render());
    for (const auto& key : identity.keys()) out.add("key", key.name + (key.origin.empty() ? "" : ", " + key.origin));
    out.add("endorsements", std::to_string(file.endorsements().size()));
    console.put(out.render(console.style()));
}

/// The key folder that a party's name makes when no other is said.
Result<std::filesystem::path> folder_called(const std::string& name) {
    const auto path = RelativePath::parse(name);
    if (!path || path->components().size() != 1 || quote(name) != '"' + name + '"')
        return std::unexpected(Error(ErrorKind::Usage, "NAME is no name for a key folder: " + quote(name))
                                   .with_hint("--out DIR names the folder"));
    return std::filesystem::path(name);
}

Command key_new_command() {
    struct Options {
        std::string name, role, algorithm = "ed25519";
        std::optional<std::filesystem::path> out;
        std::uint64_t days = kValidDaysDefault;
    };
    auto options = std::make_shared<Options>();
    Command command(kKeyNewPage);
    command.positional("NAME", options->name, "what the party is called");
    command.option("--role ROLE", options->role, "what the party does")
        .require()
        .one_of({"root", "vendor", "custodian", "trustee", "verifier", "reviewer", "operator", "witness", "beneficiary",
                 "authority", "auditor"});
    command.option("--out DIR", options->out, "the key folder to make; else NAME in the current folder");
    command
        .option("--algorithm NAME", options->algorithm,
                "the classical half of its signature; else " + options->algorithm)
        .one_of({"ed25519", "ecdsa-p384"});
    command.option("--valid-days N", options->days, "how long it counts; else " + std::to_string(options->days));
    command.handler([options](Invocation& call) -> Result<int> {
        SystemRandom random;
        const auto role = TRY(crypto::parse_role(options->role));
        auto out = options->out ? *options->out : TRY(folder_called(options->name));
        const auto classical = TRY(crypto::parse_signature_algorithm(options->algorithm));
        const NewKeyRequest request{.name = options->name,
                                    .role = role,
                                    .classical = classical,
                                    .out = std::move(out),
                                    .valid_days = static_cast<std::int64_t>(options->days)};
        const auto file = TRY(new_key(request, SystemClock(), random));
        put_identity(call.console, file);
        call.console.say("keys written to " + quote(request.out.string()) + "; give others its identity.json only");
        return 0;
    });
    return command;
}

Command key_endorse_command() {
    struct Options {
        std::filesystem::path identity, key;
        std::uint64_t days = kValidDaysDefault;
    };
    auto options = std::make_shared<Options>();
    Command command(kKeyEndorsePage);
    command.positional("IDENTITY", options->identity, "an identity.json, or the key folder that holds it");
    command.option("--key DIR", options->key, "the key folder of the root").require();
    command.option("--valid-days N", options->days,
                   "how long the endorsement counts; else " + std::to_string(options->days));
    command.handler([options](Invocation& call) -> Result<int> {
        SystemRandom random;
        const auto file = TRY(endorse({options->key, options->identity, static_cast<std::int64_t>(options->days)},
                                      SystemClock(), random));
        put_identity(call.console, file);
        return 0;
    });
    return command;
}

Command key_carrier_command() {
    struct Options {
        std::filesystem::path key, out;
    };
    auto options = std::make_shared<Options>();
    Command command(kKeyCarrierPage);
    command.positional("KEY", options->key, "the key folder of the room, or of another party that sends a carrier");
    command.option("--out DIR", options->out, "the carrier's folder to make").require();
    command.handler([options](Invocation& call) -> Result<int> {
        const auto party = TRY(storage::KeyFolder::open(options->key));
        put_identity(call.console, TRY(party.make_carrier(options->out)).file());
        call.console.say("identity and TLS key written to " + quote(options->out.string()) +
                         ": it asks a custodian, signs nothing and opens nothing");
        return 0;
    });
    return command;
}

}  // namespace

Command key_command() {
    Command command(kKeyPage);
    command.add(key_new_command());
    command.add(key_endorse_command());
    command.add(key_carrier_command());
    return command;
}

}  // namespace assay::escrow
