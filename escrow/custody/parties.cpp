// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/parties.hpp"

#include "escrow/custody/records.hpp"

namespace assay::escrow {

namespace {

constexpr std::size_t kFilesMax = 512;

std::unexpected<Error> unknown_party() {
    return fail(Error(ErrorKind::Refused, "the TLS key shown is of no party known here")
                    .with_hint("a party is known once its agreement has been sent in"));
}

}  // namespace

Result<std::optional<http::SpkiDigest>> tls_key_of(const crypto::Identity& identity) {
    const auto* key = identity.find(crypto::KeyPurpose::Tls);
    if (key == nullptr) return std::optional<http::SpkiDigest>();
    const auto digest = TRY(decode_base64(key->public_key));
    if (digest.size() != http::SpkiDigest::kSize)
        return fail(ErrorKind::Invalid, "the tls key of " + identity.describe() + " is no SHA-256");
    return std::optional(http::SpkiDigest::copy_of(digest));
}

Parties::Parties(Vault& vault) : vault_(vault), files_(kFilesMax) {}

Result<std::unique_ptr<Parties>> Parties::open(Vault& vault) {
    std::unique_ptr<Parties> out(new Parties(vault));
    TRY(vault.for_each(Table::TlsKeys, "", [&](std::string_view key, ByteView value) -> Status {
        const auto spki = TRY(id_of_key<http::SpkiDigest>(key));
        out->by_key_.emplace(spki, TRY(id_of_key<crypto::IdentityId>(value)));
        return {};
    }));
    return out;
}

Status Parties::check_known(const http::SpkiDigest& key) const {
    if (knows(key)) return {};
    return unknown_party();
}

bool Parties::knows(const http::SpkiDigest& key) const {
    const std::shared_lock lock(mutex_);
    return by_key_.contains(key);
}

Result<std::shared_ptr<const crypto::IdentityFile>> Parties::who_shows(const http::SpkiDigest& key) const {
    crypto::IdentityId id;
    {
        const std::shared_lock lock(mutex_);
        const auto at = by_key_.find(key);
        if (at == by_key_.end()) return unknown_party();
        id = at->second;
    }
    if (auto file = files_.find(id)) return file;
    const auto text = TRY(vault_.get(Table::Parties, key_of(id)));
    if (!text) return corrupt_tables("the identity of a TLS key is not there");
    auto file = crypto::IdentityFile::parse(text_of(*text));
    if (!file) return fail(std::move(file).error().within("the custodian's tables").as(ErrorKind::Corrupt));
    return files_.put(id, std::move(*file));
}

Status Parties::check(const crypto::AgreementFile& agreement) const {
    const std::shared_lock lock(mutex_);
    auto by_key = by_key_;
    for (const auto& file : agreement.identities()) {
        const auto key = TRY(tls_key_of(file.identity()));
        if (key && by_key.emplace(*key, file.identity().id()).first->second != file.identity().id())
            return fail(ErrorKind::Refused, "the tls key that " + file.identity().describe() +
                                                " publishes is that of another party known here");
    }
    return {};
}

Status Parties::add(const crypto::AgreementFile& agreement, Changes also) {
    const std::lock_guard turn(adding_);
    TRY(check(agreement));
    std::map<http::SpkiDigest, crypto::IdentityId> added;
    for (const auto& file : agreement.identities()) {
        const auto& id = file.identity().id();
        also.put(Table::Parties, key_of(id), to_bytes(file.render()));
        if (const auto key = TRY(tls_key_of(file.identity()))) {
            also.put(Table::TlsKeys, key_of(*key), to_bytes(id.view()));
            added.emplace(*key, id);
        }
    }
    TRY(vault_.apply(also));
    const std::unique_lock lock(mutex_);
    by_key_.insert(added.begin(), added.end());
    return {};
}

}  // namespace assay::escrow
