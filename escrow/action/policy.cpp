// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/policy.hpp"

#include "base/core/text.hpp"
#include "base/files/read.hpp"
#include "crypto/evidence/log_keys.hpp"
#include "crypto/record/vouching_archive.hpp"
#include "crypto/statement/file_guess.hpp"
#include "escrow/action/keys.hpp"

#include <algorithm>

namespace assay::escrow {

namespace {

constexpr std::size_t kPolicyBytesMax = 1U << 20;

using crypto::KeyPurpose;
using crypto::NoteKey;
using crypto::NoteKeyType;
using crypto::Role;

Result<crypto::Identity> read_party(const std::filesystem::path& path, Role role) {
    auto identity = TRY(read_identity(path)).identity();
    if (identity.role() != role)
        return fail(ErrorKind::Usage, quote(path.string()) + " is the identity of " + identity.describe() +
                                          ", which is no " + std::string(crypto::name_of(role)));
    return identity;
}

Result<NoteKey> note_key(const crypto::Identity& identity, std::string_view key_name, NoteKeyType type) {
    const auto* key = identity.find(key_name);
    if (key == nullptr) return fail(ErrorKind::Invalid, identity.describe() + " has no key " + quote(key_name));
    return NoteKey::from(TRY(crypto::KeyName::parse(key->origin)), type, TRY(key->signature_key()));
}

template <typename Fixed>
Result<std::set<Fixed>> parse_digests(const std::vector<std::string>& texts, std::string_view what) {
    std::set<Fixed> out;
    for (const auto& text : texts) {
        const auto digest = decode_hex_as<Fixed>(text, "it");
        if (!digest)
            return fail(ErrorKind::Usage,
                        std::string(what) + " is not a SHA-256 in hexadecimal digits: " + quote(text));
        out.insert(*digest);
    }
    return out;
}

Result<std::set<crypto::IdentityId>> read_ids(const std::vector<std::filesystem::path>& paths, Role role) {
    std::set<crypto::IdentityId> out;
    for (const auto& path : paths) out.insert(TRY(read_party(path, role)).id());
    return out;
}

/// Versions of one name are collected; a name alone means every version.
Result<std::vector<crypto::ExpectedProduct>> read_products(const std::vector<std::string>& texts) {
    const auto wrong = [](const std::string& text, std::string_view why) {
        return fail(ErrorKind::Usage, "--expect-product " + quote(text) + " " + std::string(why));
    };
    std::vector<crypto::ExpectedProduct> out;
    for (const auto& text : texts) {
        const auto at = text.rfind('=');
        const auto name = text.substr(0, at);
        const auto version = at == std::string::npos ? std::string() : text.substr(at + 1);
        if (name.empty()) return wrong(text, "has no name");
        if (at != std::string::npos && version.empty()) return wrong(text, "has no version after the =");
        const auto known = std::ranges::find(out, name, &crypto::ExpectedProduct::name);
        if (known == out.end()) {
            out.push_back({name, {}});
            if (!version.empty()) out.back().versions.push_back(version);
            continue;
        }
        if (version.empty() || known->versions.empty())
            return wrong(text, "is given once more: name it once for every version, or once for each version");
        if (std::ranges::find(known->versions, version) != known->versions.end()) return wrong(text, "is given twice");
        known->versions.push_back(version);
    }
    return out;
}

Result<crypto::Policy::Expect> read_expect(const NewPolicyRequest::Expect& request) {
    crypto::Policy::Expect out;
    out.vendors = TRY(read_ids(request.vendors, Role::Vendor));
    out.custodians = TRY(read_ids(request.custodians, Role::Custodian));
    out.rooms = TRY(read_ids(request.rooms, Role::Verifier));
    out.products = TRY(read_products(request.products));
    if (!request.deposit) return out;
    auto deposit = crypto::parse_deposit_id(*request.deposit);
    if (!deposit)
        return fail(std::move(deposit)
                        .error()
                        .within("--expect-deposit " + quote(*request.deposit))
                        .with_hint("a policy names a deposit by its whole id: escrow list shows it")
                        .as(ErrorKind::Usage));
    out.deposit = *deposit;
    return out;
}

/// The smallest quorum of which any two share a witness.
std::uint64_t majority_of(std::uint64_t witnesses) { return witnesses == 0 ? 0 : witnesses / 2 + 1; }

/// Two quorums that share no witness could each cosign a history of their own.
Status check_quorum(std::uint64_t quorum, std::uint64_t witnesses) {
    const auto doing =
        "a quorum of " + std::to_string(quorum) + " out of " + count_of(witnesses, "witness", "witnesses");
    if (quorum > witnesses || (quorum == 0) != (witnesses == 0)) return fail(ErrorKind::Usage, doing + " is not valid");
    if (witnesses == 0 || 2 * quorum > witnesses) return {};
    return fail(Error(ErrorKind::Usage, doing + " is too small: two such quorums need not share a witness, so the log "
                                                "could show two histories, each with a quorum of honest witnesses")
                    .with_hint("ask for --quorum " + std::to_string(majority_of(witnesses)) + " or more"));
}

}  // namespace

Result<crypto::Policy> new_policy(const NewPolicyRequest& request, Time now) {
    auto policy = crypto::Policy::strict();
    for (const auto& path : request.roots) {
        const auto root = TRY(read_party(path, Role::Root));
        TRY_WITHIN("--root " + quote(path.string()), crypto::check_current(root, now));
        policy.roots.insert(root.id());
    }
    for (const auto& path : request.rooms) policy.verifiers.insert(TRY(read_party(path, Role::Verifier)).id());
    if (!request.environments.empty()) policy.environments = {request.environments.begin(), request.environments.end()};
    if (!request.archive_keys.empty()) policy.archive_keys = {request.archive_keys.begin(), request.archive_keys.end()};
    for (const auto& key : policy.archive_keys)
        if (!crypto::is_openpgp_fingerprint(key))
            return fail(ErrorKind::Usage,
                        "--archive-key is not a fingerprint, 40 hexadecimal digits in capital letters "
                        "without spaces: " +
                            quote(key));
    policy.opaque = TRY(parse_digests<crypto::Sha256>(request.opaque, "--opaque"));
    if (request.own_machine) policy.machine = crypto::Policy::Machine::Own;
    if (request.refuse_gaps) policy.gaps = crypto::Policy::Gaps::Refuse;
    policy.packages = TRY(parse_digests<crypto::Sha256>(request.packages, "--package"));
    policy.expect = TRY(read_expect(request.expect));

    crypto::TlogPolicyBuilder builder;
    for (const auto& path : request.custodians) {
        const auto custodian = TRY(read_party(path, Role::Custodian));
        for (const auto& key : TRY(crypto::log_keys_of(custodian))) TRY(builder.log(key));
    }
    if (request.witness_urls.size() > request.witnesses.size())
        return fail(ErrorKind::Usage, "--witness-url " + quote(request.witness_urls[request.witnesses.size()]) +
                                          " is the address of no --witness: " +
                                          count_of(request.witnesses.size(), "witness", "witnesses") + ", " +
                                          count_of(request.witness_urls.size(), "address", "addresses"));
    std::vector<std::string> names;
    for (std::size_t i = 0; i < request.witnesses.size(); ++i) {
        const auto witness = TRY(read_party(request.witnesses[i], Role::Witness));
        const auto name = "witness-" + std::to_string(i + 1);
        const auto url = i < request.witness_urls.size() ? request.witness_urls[i] : std::string();
        TRY(builder.witness(name + "-ed25519",
                            TRY(note_key(witness, "cosign.ed25519", NoteKeyType::Ed25519Cosignature)), url));
        TRY(builder.witness(name + "-mldsa44",
                            TRY(note_key(witness, "cosign.mldsa44", NoteKeyType::MlDsa44Cosignature)), url));
        TRY(builder.group(name, 2, {name + "-ed25519", name + "-mldsa44"}));
        names.push_back(name);
    }
    const auto quorum = request.quorum.value_or(majority_of(names.size()));
    TRY(check_quorum(quorum, names.size()));
    if (names.empty()) {
        TRY(builder.quorum("none"));
    } else {
        TRY(builder.group("quorum-of-witnesses", quorum, names));
        TRY(builder.quorum("quorum-of-witnesses"));
    }
    policy.tlog = TRY(std::move(builder).finish()).render();
    // What was built must be what a reader takes.
    return crypto::Policy::parse(policy.render());
}

Result<crypto::Policy> read_policy(const std::filesystem::path& path) {
    const auto text = TRY_WITHIN("policy", read_file(path, kPolicyBytesMax));
    return TRY_WITHIN("policy " + quote(path.string()),
                      crypto::guessing(crypto::Policy::parse(text_of(text)), text_of(text), "policy"));
}

}  // namespace assay::escrow
