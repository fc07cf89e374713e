// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/verdict.hpp"

#include "base/core/text.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

namespace assay::crypto {

namespace {

constexpr std::size_t kListMax = 20'000;

Result<const Json::Array*> read_list(Record& record, std::string_view key) {
    const auto* list = TRY(record.array(key));
    if (list->size() > kListMax)
        return fail(ErrorKind::Limit, record.what() + ": " + std::string(key) + " is too long");
    return list;
}

}  // namespace

Json render_links(std::vector<DeployedLink> links) {
    std::ranges::sort(links);
    auto out = Json::array();
    for (const auto& link : links) out.push(Json::object({{"name", link.name}, {"target", link.target}}));
    return out;
}

Result<std::vector<DeployedLink>> parse_links(const Json& json) {
    if (json.items() == nullptr) return fail(ErrorKind::Invalid, "the verdict's links are not a list");
    if (json.items()->size() > kListMax) return fail(ErrorKind::Limit, "the verdict names too many links");
    std::vector<DeployedLink> out;
    for (const auto& item : *json.items()) {
        auto record = TRY(Record::of(item, "symbolic link"));
        auto name = TRY(record.text("name"));
        auto target = TRY(record.text("target"));
        TRY(record.finish());
        if (!out.empty() && out.back().name >= name)
            return fail(ErrorKind::Invalid, "the verdict's links are not ascending by name");
        out.push_back({std::move(name), std::move(target)});
    }
    return out;
}

Status check_links(const std::vector<DeployedLink>& links, const std::vector<Comparison>& comparisons) {
    std::set<std::string> files, known;
    for (const auto& comparison : comparisons) files.insert(comparison.deployed_name);
    for (const auto& link : links) known.insert(link.name);
    for (const auto& link : links) {
        const auto wrong = [&](std::string_view why) {
            return fail(ErrorKind::Invalid,
                        "the symbolic link " + quote(link.name) + " to " + quote(link.target) + " " + std::string(why));
        };
        if (files.contains(link.name)) return wrong("has the name of a file that was compared");
        const std::filesystem::path target(link.target);
        if (link.target.empty() || target.is_absolute()) return wrong("is not relative");
        const auto to = (std::filesystem::path(link.name).parent_path() / target).lexically_normal().string();
        if (!files.contains(to) && (!known.contains(to) || to == link.name))
            return wrong("leads to nothing that was compared");
    }
    return {};
}

Json Comparison::render() const {
    auto out = Json::object({{"deployed", Json::object({{"name", deployed_name},
                                                        {"size", Json::decimal(deployed_size)},
                                                        {"digest", deployed.render()}})},
                             {"artifact", artifact}});
    if (rebuilt) out.set("rebuilt", rebuilt->render());
    out.set("verdict", name_of(verdict));
    if (!reason.empty()) out.set("reason", reason);
    return out;
}

Result<Comparison> Comparison::parse(const Json& json) {
    auto record = TRY(Record::of(json, "comparison"));
    auto deployed = TRY(record.record("deployed"));
    Comparison out;
    out.deployed_name = TRY(deployed.text("name"));
    out.deployed_size = TRY(deployed.decimal("size"));
    out.deployed = TRY(read_digests(deployed, "digest"));
    TRY(deployed.finish());
    out.artifact = TRY(record.text("artifact"));
    if (record.has("rebuilt")) out.rebuilt = TRY(read_digests(record, "rebuilt"));
    out.verdict = TRY(parse_verdict_kind(TRY(record.text("verdict"))));
    out.reason = TRY(record.optional_text("reason")).value_or("");
    TRY(record.finish());
    if (out.verdict == VerdictKind::Identical && (!out.rebuilt || *out.rebuilt != out.deployed))
        return fail(ErrorKind::Untrusted, "comparison: says identical of two different digests");
    return out;
}

Json Grade::render() const {
    auto packages = Json::array();
    for (const auto& package : unvouched)
        packages.push(Json::object({{"name", package.name}, {"sha256", encode_hex(package.sha256.view())}}));
    auto inputs = Json::array();
    for (const auto& input : opaque) {
        auto reached = Json::array();
        for (const auto& member : input.reached) reached.push(member);
        inputs.push(Json::object({{"path", input.path},
                                  {"why", input.why},
                                  {"sha256", encode_hex(input.sha256.view())},
                                  {"reached", std::move(reached)}}));
    }
    auto out =
        Json::object({{"environment", environment}, {"unvouched", std::move(packages)}, {"opaque", std::move(inputs)}});
    if (unnamed_opaque) out.set("unnamed_opaque", unnamed_opaque->render());
    out.set("inspected_lines", Json::decimal(inspected_lines)).set("source_lines", Json::decimal(source_lines));
    out.set("deployed_bytes_judged", Json::decimal(deployed_bytes_judged))
        .set("deployed_bytes", Json::decimal(deployed_bytes));
    return out;
}

Json Grade::Unnamed::render() const {
    return Json::object({{"count", Json::decimal(count)}, {"sha256", encode_hex(sha256.view())}});
}

Result<Grade::Unnamed> Grade::Unnamed::parse(const Json& json) {
    auto record = TRY(Record::of(json, "unnamed opaque inputs"));
    const auto count = TRY(record.decimal("count"));
    const auto sha256 = TRY(read_hex<Sha256>(record, "sha256"));
    TRY(record.finish());
    if (count == 0) return record.wrong("count", "is zero");
    return Unnamed{count, sha256};
}

Result<Grade> Grade::parse(const Json& json) {
    auto record = TRY(Record::of(json, "grade"));
    Grade out;
    out.environment = TRY(record.text("environment"));
    if (out.environment != "debian-signed" && out.environment != "vendor-supplied" && out.environment != "host")
        return record.wrong("environment", "is unknown");
    for (const auto& item : *TRY(read_list(record, "unvouched"))) {
        auto package = TRY(Record::of(item, "grade: package"));
        auto name = TRY(package.text("name"));
        const auto sha256 = TRY(read_hex<Sha256>(package, "sha256"));
        TRY(package.finish());
        out.unvouched.push_back({std::move(name), sha256});
    }
    for (const auto& item : *TRY(read_list(record, "opaque"))) {
        auto input = TRY(Record::of(item, "grade: opaque input"));
        auto path = TRY(input.text("path"));
        auto why = TRY(input.text("why"));
        const auto sha256 = TRY(read_hex<Sha256>(input, "sha256"));
        auto reached = TRY(input.texts("reached"));
        TRY(input.finish());
        out.opaque.push_back({std::move(path), std::move(why), sha256, std::move(reached)});
    }
    if (const auto* unnamed = record.optional("unnamed_opaque")) out.unnamed_opaque = TRY(Unnamed::parse(*unnamed));
    out.inspected_lines = TRY(record.decimal("inspected_lines"));
    out.source_lines = TRY(record.decimal("source_lines"));
    out.deployed_bytes_judged = TRY(record.decimal("deployed_bytes_judged"));
    out.deployed_bytes = TRY(record.decimal("deployed_bytes"));
    TRY(record.finish());
    if (out.environment == "debian-signed" && !out.unvouched.empty())
        return fail(ErrorKind::Untrusted, "grade: says debian-signed and names packages that are not vouched for");
    return out;
}

std::string Verdict::payload() const {
    auto predicate = predicate_head(room, time);
    predicate.set("rebuild", rebuild.render()).set("verdict", name_of(verdict)).set("closed", commitments);
    predicate.set("sealed", render_sealed_parts(sealed));
    if (chain) predicate.set("chain", chain->render());
    return render_payload(StatementKind::Verdict, {{"deposit", deposit.digests()}}, predicate);
}

Result<Verdict> Verdict::parse(const Statement& statement) {
    auto record = TRY(open_predicate(statement, StatementKind::Verdict));
    const auto room = TRY(only_signer(statement));
    const auto deposit = TRY(read_linked_subject(statement, "deposit"));
    const auto rebuild = TRY(read_link(record, "rebuild"));
    const auto verdict = TRY(parse_verdict_kind(TRY(record.text("verdict"))));
    auto commitments = TRY(read_commitments(record));
    auto sealed = TRY(read_sealed_parts(record));
    std::optional<ChainPlace> chain;
    if (const auto* place = record.optional("chain")) chain = TRY(ChainPlace::parse(*place));
    TRY(record.finish());
    return Verdict{room,    statement.claimed_time(), deposit,           rebuild,
                   verdict, std::move(commitments),   std::move(sealed), chain};
}

}  // namespace assay::crypto
