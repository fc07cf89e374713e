// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/evidence_subject.hpp"

#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::escrow;

namespace {

crypto::StatementId id_of(std::uint8_t byte) { return crypto::StatementId::copy_of(Bytes(32, byte)); }

/// Evidence that says this of itself; whether it is true is for others.
crypto::Evidence about(std::uint8_t claim, const std::string& product, const std::string& version,
                       const std::vector<std::string>& files) {
    crypto::Evidence out(crypto::ClaimKind::Verdict, id_of(claim));
    const auto show = [&](const std::string& field, const Json& value) {
        out.disclose(id_of(claim), field, {crypto::FieldSalt::copy_of(Bytes(32, 0)), value.render()});
    };
    show("product", Json::object({{"name", product}, {"version", version}}));
    auto comparisons = Json::array();
    for (const auto& file : files) comparisons.push(Json::object({{"deployed", Json::object({{"name", file}})}}));
    show("comparisons", comparisons);
    return out;
}

}  // namespace

TEST_CASE("evidence is named after what it says it is about", "[escrow][action]") {
    const auto evidence = about(1, "router-os", "2.4.1", {"usr/sbin/routerd", "usr/sbin/other"});
    CHECK(described(subject_of(evidence)) == "\"router-os 2.4.1\", file \"usr/sbin/routerd\" and 1 file more");
    CHECK(evidence_names({evidence}) == std::vector<std::string>{"router-os-2.4.1-routerd.evidence"});
    const crypto::Evidence silent(crypto::ClaimKind::Verdict, id_of(2));
    CHECK(described(subject_of(silent)) == "a verdict");
    CHECK(evidence_names({silent}) == std::vector<std::string>{"verdict.evidence"});
}

TEST_CASE("two of one name are told apart by their claims, and each keeps its name", "[escrow][action]") {
    const auto one = about(1, "r", "1", {"a/f"}), two = about(2, "r", "1", {"b/f"}), other = about(3, "r", "2", {"f"});
    const auto names = evidence_names({one, other, two});
    CHECK(names == std::vector<std::string>{"r-1-f-0101010101010101.evidence", "r-2-f.evidence",
                                            "r-1-f-0202020202020202.evidence"});
    CHECK(evidence_names({two, one}) == std::vector<std::string>{names[2], names[0]});
}

TEST_CASE("a name that evidence brings leads out of no folder and hides nothing", "[escrow][action]") {
    for (const auto* bad : {"../../etc/passwd", "..", ".", "", "a\nb", "-rf", "a b;c",
                            "\xE2\x80\xAE"
                            "fdp.exe",
                            "/"}) {
        const auto name = evidence_names({about(1, bad, bad, {bad})}).front();
        INFO(name);
        CHECK(name.find('/') == std::string::npos);
        CHECK(name.front() != '.');
        CHECK(name.front() != '-');
        CHECK(name.ends_with(".evidence"));
        CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+~_-") ==
              std::string::npos);
    }
    const auto long_name = evidence_names({about(1, std::string(5000, 'p'), "1", {std::string(5000, 'f')})}).front();
    CHECK(long_name.size() < 255);
}
