// SPDX-License-Identifier: Apache-2.0
#include "verifier/report/vsa.hpp"

#include "crypto/statement/deposit_id.hpp"

namespace assay::verifier {

Json Vsa::render() const {
    using crypto::VerdictKind;
    const auto passed = verdict == VerdictKind::Identical || verdict == VerdictKind::IdenticalAfterSignature;
    auto levels = Json::array();
    if (verdict == VerdictKind::Identical) levels.push("ASSAY_REBUILT_IDENTICAL");
    return Json::object(
        {{"verifier", Json::object({{"id", "urn:assay:identity:" + crypto::hex(room)},
                                    {"version", Json::object({{"assay", version}})}})},
         {"timeVerified", time.render()},
         {"resourceUri", "urn:assay:deposit:" + crypto::render_deposit_id(crypto::deposit_id_of(deposit))},
         {"policy",
          Json::object({{"uri", "urn:assay:policy"}, {"digest", Json::object({{"sha256", crypto::hex(policy)}})}})},
         {"inputAttestations", Json::Array{Json::object({{"uri", "urn:assay:statement:" + crypto::hex(rebuild.id())},
                                                         {"digest", rebuild.render()}})}},
         {"verificationResult", passed ? "PASSED" : "FAILED"},
         {"verifiedLevels", std::move(levels)},
         {"slsaVersion", "1.1"}});
}

}  // namespace assay::verifier
