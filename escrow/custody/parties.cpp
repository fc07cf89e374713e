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

std::unexpected<Error> not_its_key() {
    return fail(ErrorKind::Refused, "the TLS key shown is of no party known here by the identity that is asked as");
}

std::unexpected<Error> several_parties() {
    return fail(Error(ErrorKind::Refused, "the TLS key shown is of several parties known here")
                    .with_hint("name the identity in the header assay-party, as escrow does"));
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
    TRY(vault.for_each(Table::TlsKeys, "", [&](std::string_view key, ByteView) -> Status {
        const auto published = TRY(PublishedKey::of_key(key));
        out->by_key_[published.key].insert(published.party);
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

std::set<crypto::IdentityId> Parties::publishers(const http::SpkiDigest& key) const {
    const std::shared_lock lock(mutex_);
    const auto at = by_key_.find(key);
    return at == by_key_.end() ? std::set<crypto::IdentityId>() : at->second;
}

Result<std::shared_ptr<const crypto::IdentityFile>> Parties::who(const Asker& asker) const {
    const auto parties = publishers(asker.key);
    if (parties.empty()) return unknown_party();
    if (!asker.as) {
        if (parties.size() > 1) return several_parties();
        return file_of(*parties.begin());
    }
    if (!parties.contains(*asker.as)) return not_its_key();
    return file_of(*asker.as);
}

Result<std::shared_ptr<const crypto::IdentityFile>> Parties::file_of(const crypto::IdentityId& id) const {
    if (auto file = files_.find(id)) return file;
    const auto text = TRY(vault_.get(Table::Parties, key_of(id)));
    if (!text) return corrupt_tables("the identity of a TLS key is not there");
    auto file = crypto::IdentityFile::parse(text_of(*text));
    if (!file) return fail(std::move(file).error().within("the custodian's tables").as(ErrorKind::Corrupt));
    return files_.put(id, std::move(*file));
}

Status Parties::add(const crypto::AgreementFile& agreement, Changes also) {
    const std::lock_guard turn(adding_);
    std::vector<PublishedKey> added;
    for (const auto& file : agreement.identities()) {
        const auto& id = file.identity().id();
        also.put(Table::Parties, key_of(id), to_bytes(file.render()));
        if (const auto key = TRY(tls_key_of(file.identity()))) {
            added.push_back({.key = *key, .party = id});
            also.put(Table::TlsKeys, added.back().as_key(), {});
        }
    }
    TRY(vault_.apply(also));
    const std::unique_lock lock(mutex_);
    for (const auto& published : added) by_key_[published.key].insert(published.party);
    return {};
}

}  // namespace assay::escrow
