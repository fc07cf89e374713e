// SPDX-License-Identifier: Apache-2.0
#include "verifier/signer/chain_key.hpp"

namespace assay::verifier {

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
