// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/keys.hpp"

#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/read.hpp"
#include "base/http/tls_identity.hpp"
#include "crypto/record/endorsement.hpp"

namespace assay::escrow {

namespace {

constexpr std::int64_t kDaySeconds = 86400;

Result<crypto::Validity> validity_from(Time now, std::int64_t days) {
    if (days < 1 || days > 36'525)
        return fail(ErrorKind::Usage, "a validity is between 1 day and 100 years, not " +
                                          count_of(static_cast<std::uint64_t>(std::max<std::int64_t>(days, 0)), "day"));
    const auto until = TRY(Time::from_seconds(now.seconds() + days * kDaySeconds));
    return crypto::Validity{now, until};
}

/// Whether parties of this role meet others over HTTP.
bool speaks_http(crypto::Role role) {
    return role != crypto::Role::Root && role != crypto::Role::Auditor && role != crypto::Role::Witness;
}

}  // namespace

Result<crypto::IdentityFile> new_key(const NewKeyRequest& request, const Clock& clock, Random& random) {
    const auto validity = TRY(validity_from(clock.now(), request.valid_days));
    storage::NewParty party{request.name, request.role, validity, request.classical, {}, {}};
    if (speaks_http(request.role)) {
        const auto tls = http::TlsIdentity::generate();
        party.tls_pem = tls.render();
        party.tls_spki_sha256 = to_bytes(tls.spki().view());
    }
    return TRY(storage::KeyFolder::create(request.out, std::move(party), random)).file();
}

Result<crypto::IdentityFile> endorse(const EndorseRequest& request, const Clock& clock, Random& random) {
    const auto root = TRY(storage::KeyFolder::open(request.root));
    if (root.identity().role() != crypto::Role::Root)
        return fail(ErrorKind::Refused, "endorsing: " + root.identity().describe() + " is no root");
    TRY(check_current(root.identity(), clock.now()));
    auto file = TRY(read_identity(request.identity));
    TRY(check_current(file.identity(), clock.now()));
    if (file.identity().id() == root.identity().id())
        return fail(ErrorKind::Refused, "endorsing: a root does not endorse itself");
    // A root's word never outlasts the identity it is about.
    auto validity = TRY(validity_from(clock.now(), request.valid_days));
    validity.until = std::min(validity.until, file.identity().validity().until);
    const auto signer = TRY(root.signer());
    const crypto::Endorsement endorsement{root.identity().id(), clock.now(), file.identity().link(),
                                          file.identity().role(), validity};
    auto word = TRY(crypto::sign_statement(endorsement.payload(), signer.view(), random));
    TRY(file.add({root.file().statement(), std::move(word)}));
    std::error_code ignored;
    const auto path = std::filesystem::is_directory(request.identity, ignored) ? request.identity / "identity.json"
                                                                               : request.identity;
    TRY(write_durably(path, bytes_of(file.render())));
    return file;
}

Result<crypto::IdentityFile> read_identity(const std::filesystem::path& path) {
    std::error_code ignored;
    const auto file = std::filesystem::is_directory(path, ignored) ? path / "identity.json" : path;
    return TRY_WITHIN(quote(file.string()),
                      crypto::IdentityFile::parse(text_of(TRY(read_file(file, crypto::IdentityFile::kBytesMax)))));
}

}  // namespace assay::escrow
