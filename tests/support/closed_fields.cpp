// SPDX-License-Identifier: Apache-2.0
#include "tests/support/closed_fields.hpp"

#include "crypto/record/machine_record.hpp"
#include "crypto/record/vouching_archive.hpp"
#include "crypto/statement/deposit_id.hpp"

#include <algorithm>
#include <set>

namespace assay::test {

using namespace crypto;

namespace {

DigestSet digest_of(std::string_view text) { return DigestSet::of(bytes_of(text)); }

Json sha256_of(std::string_view text) { return Json::object({{"sha256", hex(digest_of(text).sha256)}}); }

Json snapshot() {
    return Json::object({{"git_tree", std::string(64, '1')},
                         {"swhid", "swh:1:dir:" + std::string(40, '2')},
                         {"files", "12"},
                         {"bytes", "3456"},
                         {"lines", "789"}});
}

Json source() {
    return Json::object(
        {{"kind", "dsc"},
         {"files", Json::Array{Json::object(
                       {{"path", "router-os_2.4.1.dsc"}, {"size", "1234"}, {"sha256", hex(digest_of("dsc").sha256)}})}},
         {"name", "router-os"},
         {"version", "2.4.1"}});
}

Json package_list(const std::vector<Grade::Package>& packages) {
    auto out = Json::array();
    for (const auto& package : packages)
        out.push(Json::object({{"name", package.name}, {"sha256", hex(package.sha256)}}));
    return out;
}

Json dependency(const std::string& name, const Sha256& sha256) {
    return Json::object({{"name", name}, {"digest", Json::object({{"sha256", hex(sha256)}})}});
}

Json dependencies(const Work& work) {
    if (work.environment == "host") return Json::array();
    auto out = Json::Array{dependency("lists/InRelease", digest_of("InRelease").sha256),
                           dependency("pool/gcc.deb", digest_of("gcc").sha256)};
    for (const auto& package : work.unvouched)
        out.push_back(dependency("pool/" + package.name + ".deb", package.sha256));
    return out;
}

Json environment(const Work& work) {
    const bool host = work.environment == "host";
    auto out = Json::object(
        {{"kind", host ? "host" : "debian"}, {"grade", work.environment}, {"unvouched", package_list(work.unvouched)}});
    if (host)
        out.set("os", "debian 12");
    else
        out.set("suite", "bookworm");
    out.set("architecture", "amd64")
        .set("packages", Json::decimal(host ? 400 : 1 + work.unvouched.size()))
        .set("lock", sha256_of("lock"));
    if (!host)
        out.set("keyring", sha256_of("keyring")).set("archives", render_archives({{"InRelease", {work.archive_key}}}));
    return out
        .set("seen_from_inside", Json::object({{"kernel", "Linux 6.1"}, {"machine", "x86_64"}, {"processor", "some"}}))
        .set("walls", "Landlock ABI 2, no core scheduling")
        .set("machine", MachineRecord{"tcg", "QEMU 9", "linux-image.deb", sha256(bytes_of("kernel")), "6.1"}.render());
}

Json provenance(const Work& work, const WorkPlace& at) {
    auto definition =
        Json::object({{"buildType", "urn:assay:build:recipe:1"},
                      {"externalParameters", Json::object({{"deposit", render_deposit_id(deposit_id_of(at.deposit))},
                                                           {"recipe", sha256_of("recipe")},
                                                           {"directory", "/build/router-os"},
                                                           {"commands", Json::Array{"make", "make install"}},
                                                           {"environment", Json::object({{"LANG", "C"}})}})},
                      {"internalParameters", Json::object({{"snapshot", snapshot()}})},
                      {"resolvedDependencies", dependencies(work)}});
    auto run = Json::object(
        {{"builder",
          Json::object({{"id", "urn:assay:identity:" + hex(at.room)}, {"version", Json::object({{"assay", "0.1"}})}})},
         {"metadata", Json::object({{"startedOn", at.time.render()}, {"finishedOn", at.time.render()}})},
         {"byproducts", Json::Array{Json::object({{"name", "build.log"}, {"digest", digest_of("log").render()}}),
                                    Json::object({{"name", "environment"}, {"content", environment(work)}})}}});
    return Json::object({{"buildDefinition", std::move(definition)}, {"runDetails", std::move(run)}});
}

Json outputs(const Work& work) {
    auto out = Json::array();
    std::set<std::string> told;
    for (const auto& it : work.comparisons)
        if (it.rebuilt && told.insert(it.artifact).second)
            out.push(Json::object(
                {{"path", it.artifact}, {"size", Json::decimal(it.deployed_size)}, {"digest", it.rebuilt->render()}}));
    return out;
}

Json opaque(const Work& work) {
    auto read = Json::array();
    for (const auto& input : work.opaque)
        read.push(Json::object({{"kind", "file"},
                                {"path", input.path},
                                {"path_base64", encode_base64(bytes_of(input.path))},
                                {"why", input.why},
                                {"size", "43784"},
                                {"sha256", hex(input.sha256)},
                                {"certain", true}}));
    return Json::object({{"files", Json::decimal(work.opaque.size())}, {"read", std::move(read)}});
}

Json vsa(const Work& work, const WorkPlace& at, const StatementLink& rebuild) {
    auto levels = Json::array();
    if (work.verdict() == VerdictKind::Identical) levels.push("ASSAY_REBUILT_IDENTICAL");
    const bool passed = work.verdict() <= VerdictKind::IdenticalAfterSignature;
    return Json::object(
        {{"verifier",
          Json::object({{"id", "urn:assay:identity:" + hex(at.room)}, {"version", Json::object({{"assay", "0.1"}})}})},
         {"timeVerified", at.time.render()},
         {"resourceUri", "urn:assay:deposit:" + render_deposit_id(deposit_id_of(at.deposit))},
         {"policy", Json::object({{"uri", "urn:assay:policy"}, {"digest", sha256_of("policy")}})},
         {"inputAttestations", Json::Array{Json::object({{"uri", "urn:assay:statement:" + hex(rebuild.id())},
                                                         {"digest", rebuild.render()}})}},
         {"verificationResult", passed ? "PASSED" : "FAILED"},
         {"verifiedLevels", std::move(levels)},
         {"slsaVersion", "1.1"}});
}

}  // namespace

VerdictKind Work::verdict() const {
    auto worst = VerdictKind::Identical;
    for (const auto& it : comparisons) worst = std::max(worst, it.verdict);
    return worst;
}

Grade Work::grade() const {
    Grade out;
    out.environment = environment;
    out.unvouched = unvouched;
    out.opaque = opaque;
    out.source_lines = 789;
    for (const auto& it : comparisons) {
        out.deployed_bytes += it.deployed_size;
        if (it.verdict != VerdictKind::NotComparable) out.deployed_bytes_judged += it.deployed_size;
    }
    return out;
}

Comparison identical(const std::string& name, std::string_view content, const std::string& artifact) {
    const auto digest = digest_of(content);
    return {name, content.size(), digest, artifact, digest, VerdictKind::Identical, ""};
}

ChainSubject chain_subject(const IdentityId& vendor) {
    return {ChainSubject::Salt(), vendor, "router-os", std::string(snapshot().text_at("git_tree"))};
}

Fields deposit_fields() {
    return {{"product", Json::object({{"name", "router-os"}, {"version", "2.4.1"}})},
            {"source", source()},
            {"snapshot", snapshot()},
            {"recipe", digest_of("recipe").render()},
            {"lock", digest_of("lock").render()},
            {"artifacts", Json::array()},
            {"allowed_secrets", Json::array()},
            {"missing", Json::object({{"count", "0"}, {"parts", Json::array()}})}};
}

Fields acceptance_fields() {
    return {{"snapshot", snapshot()},
            {"levels", Json::Array{"L1", "L2"}},
            {"findings", Json::object({{"secrets", Json::array()}})}};
}

Fields rebuild_fields(const Work& work, const WorkPlace& at) {
    return {{"provenance", provenance(work, at)},
            {"outputs", outputs(work)},
            {"opaque", opaque(work)},
            {"log", Json::object({{"digest", digest_of("log").render()}, {"end", ""}, {"failure", ""}})},
            {"chain", chain_subject(at.vendor).render()}};
}

Fields verdict_fields(const Work& work, const WorkPlace& at, const StatementLink& rebuild) {
    auto comparisons = Json::array();
    for (const auto& it : work.comparisons) comparisons.push(it.render());
    const bool any_judged = std::ranges::any_of(
        work.comparisons, [](const Comparison& it) { return it.verdict != VerdictKind::NotComparable; });
    const std::string mutations = any_judged ? "8" : "0";
    return {{"comparisons", std::move(comparisons)},
            {"links", render_links(work.links)},
            {"grade", work.grade().render()},
            {"self_test", Json::object({{"mutations", mutations}, {"noticed", mutations}})},
            {"findings", Json::object({{"format", "assay-findings-1"}, {"comparisons", Json::array()}})},
            {"vsa", vsa(work, at, rebuild)},
            {"chain", chain_subject(at.vendor).render()}};
}

Fields access_fields() {
    return {{"basis", "inspection under the agreement"}, {"opened", Opened{Opened::What::File, "src/main.c"}.render()}};
}

ClosedPart closed_part(const Fields& fields, Random& random) {
    ClosedPart out;
    for (const auto& [name, value] : fields) out.add(name, value, random);
    return out;
}

bool is_shown(std::string_view field) {
    static const std::set<std::string_view> hidden = {"artifacts", "allowed_secrets", "missing", "findings",
                                                      "log",       "basis",           "opened"};
    return !hidden.contains(field);
}

}  // namespace assay::test
