// SPDX-License-Identifier: Apache-2.0
#include "storage/keys/key_folder.hpp"

#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/read.hpp"

namespace assay::storage {

namespace {

using crypto::IdentityKey;
using crypto::KeyPurpose;
using crypto::PrivateKey;
using crypto::Role;
using crypto::SignatureAlgorithm;

constexpr std::size_t kKeyFileBytesMax = 16U << 10;
constexpr std::string_view kIdentityName = "identity.json";
constexpr std::string_view kSealName = "seal.age";
constexpr std::string_view kTlsName = "tls.pem";
constexpr std::string_view kDedupName = "dedup.secret";

RelativePath name_in_folder(std::string_view name) { return *RelativePath::parse(name); }

/// `sign.ed25519.pem`, `sign.mldsa87.seed`.
std::string file_of(const std::string& key_name, SignatureAlgorithm algorithm) {
    return key_name + (crypto::is_classical(algorithm) ? ".pem" : ".seed");
}

bool seals(Role role) {
    switch (role) {
        case Role::Vendor:
        case Role::Verifier:
        case Role::Trustee:
        case Role::Beneficiary:
        case Role::Authority:
        case Role::Reviewer: return true;
        default: return false;
    }
}

/// Others who may list or write the folder could exchange what is in it, whatever the modes of its files.
Status check_private(const Folder& folder) {
    constexpr unsigned kOthersMayAnything = 077;
    if ((TRY(folder.status()).mode & kOthersMayAnything) == 0) return {};
    return fail(Error(ErrorKind::Refused, "others than its owner may read or write it")
                    .with_hint("chmod 700 " + quote(folder.name())));
}

using SecretFiles = std::vector<std::pair<std::string, SecretBytes>>;

/// The identity last: a folder without one is unfinished and may be made again.
Result<Folder> write_folder(const std::filesystem::path& path, const crypto::IdentityFile& identity,
                            const SecretFiles& secrets) {
    auto folder = TRY(Folder::make(path, 0700));
    if (TRY(folder.exists(name_in_folder(kIdentityName))))
        return fail(Error(ErrorKind::Conflict, "it holds an identity already")
                        .with_hint("choose another folder; keys are never overwritten"));
    for (const auto& [name, secret] : secrets)
        TRY(write_durably(folder, name_in_folder(name), secret.view(), {.mode = 0600}));
    TRY(write_durably(folder, name_in_folder(kIdentityName), bytes_of(identity.render()),
                      {.mode = 0644, .when_present = WhenPresent::Refuse}));
    return folder;
}

/// A key file of a folder. One that is missing may never have been there.
Result<SecretBytes> read_key_file(const Folder& folder, std::string_view name) {
    auto out = read_secret_file(folder, name_in_folder(name), kKeyFileBytesMax);
    if (!out && out.error().kind() == ErrorKind::NotFound)
        return fail(std::move(out).error().with_hint(
            "a carrier's folder (escrow key carrier) has the TLS key only: name the party's own key folder"));
    return out;
}

/// Collects a new party's public keys and the private files to write.
class Maker {
public:
    explicit Maker(Random& random) : random_(random) {}

    void sign_key(KeyPurpose purpose, SignatureAlgorithm algorithm, const std::string& origin) {
        auto key = PrivateKey::generate(algorithm, random_);
        const auto name = std::string(crypto::name_of(purpose)) + "." + std::string(crypto::name_of(algorithm));
        keys.push_back({name, purpose, std::string(crypto::name_of(algorithm)), encode_base64(key.public_key().bytes()),
                        origin, "file"});
        files.emplace_back(file_of(name, algorithm), key.render());
        if (purpose != KeyPurpose::Sign) return;
        (crypto::is_classical(algorithm) ? classical : post_quantum) = std::make_unique<PrivateKey>(std::move(key));
    }

    /// A classical and an ML-DSA-44 key of one name, which follows from the classical one.
    void note_keys(KeyPurpose purpose, std::string_view kind) {
        auto ed25519 = PrivateKey::generate(SignatureAlgorithm::Ed25519, random_);
        const auto digest = crypto::sha256(ed25519.public_key().bytes());
        const auto origin = "assay." + std::string(kind) + "/" + encode_base32(digest.view().first(16));
        const auto name = std::string(crypto::name_of(purpose)) + ".ed25519";
        keys.push_back({name, purpose, "ed25519", encode_base64(ed25519.public_key().bytes()), origin, "file"});
        files.emplace_back(file_of(name, SignatureAlgorithm::Ed25519), ed25519.render());
        sign_key(purpose, SignatureAlgorithm::MlDsa44, origin);
    }

    void seal_key() {
        const auto identity = crypto::AgeIdentity::generate(random_);
        keys.push_back({"seal", KeyPurpose::Seal, "mlkem768x25519", identity.recipient().render(), "", "file"});
        files.emplace_back(kSealName, identity.render());
    }

    std::vector<IdentityKey> keys;
    SecretFiles files;
    std::unique_ptr<PrivateKey> classical, post_quantum;

private:
    Random& random_;
};

}  // namespace

PartySigner::PartySigner(crypto::IdentityId id, std::string classical_name, PrivateKey classical,
                         std::string post_quantum_name, PrivateKey post_quantum)
    : id_(id),
      classical_name_(std::move(classical_name)),
      post_quantum_name_(std::move(post_quantum_name)),
      classical_(std::make_unique<PrivateKey>(std::move(classical))),
      post_quantum_(std::make_unique<PrivateKey>(std::move(post_quantum))) {}

crypto::StatementSigner PartySigner::view() const {
    return {id_, classical_name_, classical_.get(), post_quantum_name_, post_quantum_.get()};
}

Result<KeyFolder> KeyFolder::open(const std::filesystem::path& path) {
    const auto doing = "key folder " + quote(path.string());
    auto opened = Folder::open(path);
    if (!opened && opened.error().kind() == ErrorKind::NotFound)
        opened = fail(std::move(opened).error().with_hint("escrow key new makes one"));
    auto folder = TRY_WITHIN(doing, std::move(opened));
    TRY_WITHIN(doing, check_private(folder));
    const auto text =
        TRY_WITHIN(doing, read_file(folder, name_in_folder(kIdentityName), crypto::IdentityFile::kBytesMax));
    return KeyFolder(std::move(folder), TRY_WITHIN(doing, crypto::IdentityFile::parse(text_of(text))));
}

Result<KeyFolder> KeyFolder::create(const std::filesystem::path& path, NewParty party, Random& random) {
    const auto doing = "making the key folder " + quote(path.string());
    if (!crypto::is_classical(party.classical))
        return fail(ErrorKind::Usage,
                    doing + ": " + std::string(crypto::name_of(party.classical)) + " is no classical algorithm");
    Maker maker(random);
    maker.sign_key(KeyPurpose::Sign, party.classical, "");
    maker.sign_key(KeyPurpose::Sign, SignatureAlgorithm::MlDsa87, "");
    if (seals(party.role)) maker.seal_key();
    if (party.role == Role::Custodian) maker.note_keys(KeyPurpose::Log, "log");
    if (party.role == Role::Witness) maker.note_keys(KeyPurpose::Cosign, "witness");
    if (!party.tls_pem.empty()) {
        maker.keys.push_back({"tls", KeyPurpose::Tls, "spki-sha256", encode_base64(party.tls_spki_sha256), "", "file"});
        maker.files.emplace_back(kTlsName, std::move(party.tls_pem));
    }
    if (party.role == Role::Vendor) {
        auto secret = to_bytes(encode_hex(random.secret(32).view()) + "\n");
        maker.files.emplace_back(kDedupName, SecretBytes(secret));
        wipe(secret);
    }
    const auto salt = crypto::draw_salt(random);
    const auto payload = crypto::with_salt(
        TRY_WITHIN(doing, crypto::IdentityDraft{party.name, party.role, party.validity, maker.keys}.payload()), salt);
    const crypto::StatementSigner signer{crypto::IdentityId(crypto::sha256(bytes_of(payload)).array()),
                                         maker.keys[0].name, maker.classical.get(), maker.keys[1].name,
                                         maker.post_quantum.get()};
    auto envelope = TRY(crypto::sign_payload(payload, signer));
    auto file = TRY_WITHIN(doing, crypto::IdentityFile::of({salt, std::move(envelope)}));

    auto folder = TRY_WITHIN(doing, write_folder(path, file, maker.files));
    return KeyFolder(std::move(folder), std::move(file));
}

Result<KeyFolder> KeyFolder::make_carrier(const std::filesystem::path& path) const {
    const auto doing = "making the carrier's folder " + quote(path.string());
    if (identity().find(KeyPurpose::Tls) == nullptr)
        return fail(ErrorKind::NotFound, doing + ": " + identity().describe() + " has no TLS key");
    SecretFiles files;
    files.emplace_back(kTlsName, TRY_WITHIN(doing, tls_pem()));
    auto folder = TRY_WITHIN(doing, write_folder(path, file_, files));
    return KeyFolder(std::move(folder), file_);
}

Result<PrivateKey> KeyFolder::key(std::string_view name) const {
    const auto* published = identity().find(name);
    if (published == nullptr) return fail(ErrorKind::NotFound, identity().describe() + " has no key " + quote(name));
    if (published->held_in != "file")
        return fail(ErrorKind::Unsupported,
                    "the key " + quote(name) + " of " + identity().describe() + " is in a token");
    const auto algorithm = TRY(crypto::parse_signature_algorithm(published->algorithm));
    const auto file = file_of(published->name, algorithm);
    const auto stored = TRY(read_key_file(folder_, file));
    auto out = TRY_WITHIN("key file " + quote(file), PrivateKey::parse(algorithm, stored.view()));
    if (encode_base64(out.public_key().bytes()) != published->public_key)
        return fail(ErrorKind::Untrusted, "key file " + quote(file) + ": is not the key that the identity of " +
                                              identity().describe() + " names");
    return out;
}

Result<PartySigner> KeyFolder::signer() const {
    const auto classical = identity().classical_key().name, post_quantum = identity().post_quantum_key().name;
    return PartySigner(identity().id(), classical, TRY(key(classical)), post_quantum, TRY(key(post_quantum)));
}

Result<crypto::AgeIdentity> KeyFolder::seal_identity() const {
    const auto stored = TRY(read_key_file(folder_, kSealName));
    auto out = TRY_WITHIN("key file " + quote(kSealName), crypto::AgeIdentity::parse(stored.view()));
    if (out.recipient().render() != TRY(identity().seal_recipient()))
        return fail(ErrorKind::Untrusted, "key file " + quote(kSealName) + ": is not the key that the identity of " +
                                              identity().describe() + " names");
    return out;
}

Result<SecretBytes> KeyFolder::tls_pem() const {
    return read_secret_file(folder_, name_in_folder(kTlsName), kKeyFileBytesMax);
}

Result<std::optional<SecretBytes>> KeyFolder::dedup_secret() const {
    if (!TRY(folder_.exists(name_in_folder(kDedupName)))) return std::optional<SecretBytes>();
    const auto stored = TRY(read_secret_file(folder_, name_in_folder(kDedupName), kKeyFileBytesMax));
    auto bytes = TRY_WITHIN("key file " + quote(kDedupName), decode_hex(trim(text_of(stored.view()))));
    if (bytes.size() != 32)
        return fail(ErrorKind::Invalid, "key file " + quote(kDedupName) + ": is not 32 bytes in hexadecimal");
    auto out = SecretBytes(bytes);
    wipe(bytes);
    return std::optional<SecretBytes>(std::move(out));
}

Status KeyFolder::add_endorsement(crypto::Endorsed endorsement) {
    TRY(file_.add(std::move(endorsement)));
    return write_durably(folder_, name_in_folder(kIdentityName), bytes_of(file_.render()));
}

}  // namespace assay::storage
