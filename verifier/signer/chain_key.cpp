// SPDX-License-Identifier: Apache-2.0
#include "verifier/signer/chain_key.hpp"

#include "crypto/statement/predicate.hpp"

namespace assay::verifier {

Result<ChainKey> ChainKey::of_deposit(const crypto::StatementLink& deposit, ByteView envelope,
                                      const crypto::Disclosure& product, std::string git_tree) {
    if (TRY(crypto::peek_link(envelope)) != deposit)
        return fail(ErrorKind::Untrusted, "the deposit's statement is not the one that is named");
    const auto parsed = TRY(crypto::detail::parse_envelope(envelope));
    const auto payload = TRY(crypto::detail::parse_payload(parsed.payload));
    if (payload.kind != crypto::StatementKind::Deposit)
        return fail(ErrorKind::Invalid, "the deposit's statement is of another kind");
    auto record = TRY(Record::of(payload.predicate, "deposit"));
    const auto vendor = TRY(crypto::read_hex<crypto::IdentityId>(record, "signer"));
    TRY(crypto::check_disclosure("product", product, TRY(crypto::read_commitments(record))));
    const auto shown = TRY(product.json());
    if (shown.text_at("name").empty()) return fail(ErrorKind::Invalid, "the deposit's product has no name");
    return ChainKey{vendor, std::string(shown.text_at("name")), std::move(git_tree)};
}

std::string ChainKey::file_name() const {
    crypto::HashStream<crypto::Sha256> hash;
    hash.update(vendor.view()).update(crypto::sha256(bytes_of(product)).view()).update(bytes_of(git_tree));
    return crypto::hex(hash.finish()) + ".json";
}

Json ChainKey::render() const {
    return Json::object({{"vendor", crypto::hex(vendor)}, {"product", product}, {"git_tree", git_tree}});
}

Result<ChainKey> ChainKey::parse(const Json& json) {
    auto record = TRY(Record::of(json, "chain"));
    const auto vendor = TRY(crypto::read_hex<crypto::IdentityId>(record, "vendor"));
    auto product = TRY(record.text("product"));
    auto git_tree = TRY(record.text("git_tree"));
    TRY(record.finish());
    return ChainKey{vendor, std::move(product), std::move(git_tree)};
}

}  // namespace assay::verifier
