// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/vsa.hpp"

namespace assay::verifier {

Json render_vsa(const AcceptContext& context, const RoomDeposit& deposit, const RebuildRecord& rebuilt,
                crypto::VerdictKind verdict) {
    auto levels = Json::array();
    if (verdict == crypto::VerdictKind::Identical) levels.push("ASSAY_REBUILT_IDENTICAL");
    const auto policy = crypto::sha256(bytes_of(context.room.policy().render()));
    return Json::object(
        {{"verifier",
          Json::object({{"id", "urn:assay:identity:" + crypto::hex(context.signer.identity().identity().id())},
                        {"version", Json::object({{"assay", ASSAY_VERSION}})}})},
         {"timeVerified", context.clock.now().render()},
         {"resourceUri", "urn:assay:deposit:" + crypto::render_deposit_id(deposit.id)},
         {"policy",
          Json::object({{"uri", "urn:assay:policy"}, {"digest", Json::object({{"sha256", crypto::hex(policy)}})}})},
         {"inputAttestations",
          Json::Array{Json::object({{"uri", "urn:assay:statement:" + crypto::hex(crypto::id_of(rebuilt.link))},
                                    {"digest", rebuilt.link.render()}})}},
         {"verificationResult", verdict <= crypto::VerdictKind::IdenticalAfterSignature ? "PASSED" : "FAILED"},
         {"verifiedLevels", std::move(levels)},
         {"slsaVersion", "1.1"}});
}

}  // namespace assay::verifier
