// SPDX-License-Identifier: Apache-2.0
// dishonest_vendor KEYS TRANSFER: a vendor whose keys sign a deposit whose shares would not open it. In a transfer
// folder, the digest of the first share is altered and the statement signed anew: no custodian can know, the room does.
#include "base/core/text.hpp"
#include "base/files/read.hpp"
#include "storage/keys/key_folder.hpp"

#include <fstream>
#include <iostream>

using namespace assay;

namespace {

/// A list of shares, the last digit of the first one's digest being another one.
Json with_other_share(const Json& shares) {
    auto list = *shares.items();
    auto digest = std::string(list.front().text_at("digest"));
    digest.back() = digest.back() == '0' ? '1' : '0';
    list.front().set("digest", std::move(digest));
    return list;
}

Status forge(const std::filesystem::path& keys, const std::filesystem::path& file) {
    const auto folder = TRY(storage::KeyFolder::open(keys));
    const auto signer = TRY(folder.signer());
    const auto text = TRY(read_file(file, 1U << 20));
    const auto statement = TRY(crypto::SaltedEnvelope::parse(TRY(Json::parse(text_of(text))), "deposit.json"));
    const auto envelope = TRY(crypto::DsseEnvelope::parse(text_of(statement.envelope)));
    auto payload = TRY(Json::parse(text_of(envelope.payload)));
    auto predicate = Json::object();
    for (const auto& [name, value] : *payload.find("predicate")->members())
        if (name != "salt") predicate.set(name, name == "shares" ? with_other_share(value) : value);
    payload.set("predicate", std::move(predicate));
    SystemRandom random;
    const auto forged = TRY(crypto::sign_statement(payload.render(), signer.view(), random));
    std::ofstream(file) << forged.render().render();
    return {};
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    const auto done = forge(argv[1], std::filesystem::path(argv[2]) / "deposit.json");
    if (!done) std::cerr << "dishonest_vendor: " << done.error().message() << "\n";
    return done ? 0 : 1;
}
