// SPDX-License-Identifier: Apache-2.0
#include "escrow/wire/proofs.hpp"

#include "base/core/text.hpp"

namespace assay::escrow {

namespace {

constexpr std::string_view kFormat = "assay-proofs-v1";

}  // namespace

Json render_proofs(const crypto::ProofSet& proofs) {
    auto out = Json::object({{"format", kFormat}});
    proofs.render_into(out);
    return out;
}

Result<crypto::ProofSet> parse_proofs(const Json& json) {
    auto record = TRY(Record::of(json, "proofs"));
    if (const auto format = TRY(record.text("format")); format != kFormat)
        return fail(ErrorKind::Unsupported, "proofs: the format " + quote(format) + " is unknown to this version");
    auto out = TRY(crypto::ProofSet::read(record));
    TRY(record.finish());
    return out;
}

}  // namespace assay::escrow
