// SPDX-License-Identifier: Apache-2.0
#include "verifier/report/provenance.hpp"

namespace assay::verifier {

namespace {

constexpr std::string_view kBuildType = "urn:assay:build:recipe:1";
constexpr std::string_view kIdentityPrefix = "urn:assay:identity:";
constexpr std::size_t kMaterialsMax = 50'000;

Json render_sha256(const crypto::Sha256& digest) { return Json::object({{"sha256", crypto::hex(digest)}}); }

Result<crypto::Sha256> read_sha256(Record& parent, std::string_view key) {
    auto record = TRY(parent.record(key));
    const auto out = TRY(crypto::read_hex<crypto::Sha256>(record, "sha256"));
    TRY(record.finish());
    return out;
}

Json render_parameters(const Provenance& provenance) {
    auto commands = Json::array();
    for (const auto& command : provenance.commands) commands.push(command);
    auto variables = Json::object();
    for (const auto& [name, value] : provenance.variables) variables.set(name, value);
    return Json::object({{"deposit", crypto::render_deposit_id(provenance.deposit)},
                         {"recipe", render_sha256(provenance.recipe)},
                         {"directory", provenance.directory},
                         {"commands", std::move(commands)},
                         {"environment", std::move(variables)}});
}

Status read_parameters(Record& definition, Provenance& out) {
    auto record = TRY(definition.record("externalParameters"));
    out.deposit = TRY(crypto::parse_deposit_id(TRY(record.text("deposit"))));
    out.recipe = TRY(read_sha256(record, "recipe"));
    out.directory = TRY(record.text("directory"));
    out.commands = TRY(record.texts("commands"));
    const auto* variables = TRY(record.any("environment"));
    if (variables->members() == nullptr) return record.wrong("environment", "is not an object");
    for (const auto& [name, value] : *variables->members()) {
        if (value.text() == nullptr) return record.wrong("environment", "holds something other than texts");
        out.variables.emplace(name, *value.text());
    }
    return record.finish();
}

Json render_materials(const std::vector<Provenance::Material>& materials) {
    auto out = Json::array();
    for (const auto& material : materials)
        out.push(Json::object({{"name", material.name}, {"digest", render_sha256(material.sha256)}}));
    return out;
}

Status read_materials(Record& definition, Provenance& out) {
    const auto* list = TRY(definition.array("resolvedDependencies"));
    if (list->size() > kMaterialsMax) return fail(ErrorKind::Limit, "provenance: it names too many materials");
    for (const auto& item : *list) {
        auto record = TRY(Record::of(item, "material"));
        auto name = TRY(record.text("name"));
        const auto sha256 = TRY(read_sha256(record, "digest"));
        TRY(record.finish());
        out.materials.push_back({std::move(name), sha256});
    }
    return {};
}

Status read_definition(Record& record, Provenance& out) {
    auto definition = TRY(record.record("buildDefinition"));
    if (TRY(definition.text("buildType")) != kBuildType) return definition.wrong("buildType", "is unknown");
    TRY(read_parameters(definition, out));
    auto internal = TRY(definition.record("internalParameters"));
    out.snapshot = TRY(storage::Snapshot::parse(*TRY(internal.any("snapshot"))));
    TRY(internal.finish());
    TRY(read_materials(definition, out));
    return definition.finish();
}

Status read_builder(Record& run, Provenance& out) {
    auto builder = TRY(run.record("builder"));
    const auto id = TRY(builder.text("id"));
    if (!id.starts_with(kIdentityPrefix)) return builder.wrong("id", "is no identity");
    out.room = TRY(decode_hex_as<crypto::IdentityId>(id.substr(kIdentityPrefix.size()), "provenance: builder"));
    auto version = TRY(builder.record("version"));
    out.version = TRY(version.text("assay"));
    TRY(version.finish());
    return builder.finish();
}

/// The log's digest and the environment's description, in this order.
Status read_byproducts(Record& run, Provenance& out) {
    const auto* list = TRY(run.array("byproducts"));
    if (list->size() != 2) return run.wrong("byproducts", "has another number of items than 2");
    auto log = TRY(Record::of((*list)[0], "provenance: build.log"));
    if (TRY(log.text("name")) != "build.log") return log.wrong("name", "is not \"build.log\"");
    out.log = TRY(crypto::read_digests(log, "digest"));
    TRY(log.finish());
    auto environment = TRY(Record::of((*list)[1], "provenance: environment"));
    if (TRY(environment.text("name")) != "environment") return environment.wrong("name", "is not \"environment\"");
    out.environment = TRY(EnvironmentRecord::parse(*TRY(environment.any("content"))));
    return environment.finish();
}

Status read_run(Record& record, Provenance& out) {
    auto run = TRY(record.record("runDetails"));
    TRY(read_builder(run, out));
    auto metadata = TRY(run.record("metadata"));
    out.started = TRY(Time::parse(TRY(metadata.text("startedOn"))));
    out.finished = TRY(Time::parse(TRY(metadata.text("finishedOn"))));
    TRY(metadata.finish());
    if (out.finished < out.started) return metadata.wrong("finishedOn", "is before \"startedOn\"");
    TRY(read_byproducts(run, out));
    return run.finish();
}

}  // namespace

Json Provenance::render() const {
    auto definition = Json::object({{"buildType", kBuildType},
                                    {"externalParameters", render_parameters(*this)},
                                    {"internalParameters", Json::object({{"snapshot", snapshot.render()}})},
                                    {"resolvedDependencies", render_materials(materials)}});
    auto run = Json::object(
        {{"builder", Json::object({{"id", std::string(kIdentityPrefix) + crypto::hex(room)},
                                   {"version", Json::object({{"assay", version}})}})},
         {"metadata", Json::object({{"startedOn", started.render()}, {"finishedOn", finished.render()}})},
         {"byproducts", Json::Array{Json::object({{"name", "build.log"}, {"digest", log.render()}}),
                                    Json::object({{"name", "environment"}, {"content", environment.render()}})}}});
    return Json::object({{"buildDefinition", std::move(definition)}, {"runDetails", std::move(run)}});
}

Result<Provenance> Provenance::parse(const Json& json) {
    const auto epoch = *Time::from_seconds(0);
    Provenance out{.deposit = {},
                   .room = {},
                   .version = {},
                   .recipe = {},
                   .directory = {},
                   .commands = {},
                   .variables = {},
                   .snapshot = {},
                   .materials = {},
                   .environment = {},
                   .log = {},
                   .started = epoch,
                   .finished = epoch};
    auto record = TRY(Record::of(json, "provenance"));
    TRY(read_definition(record, out));
    TRY(read_run(record, out));
    TRY(record.finish());
    return out;
}

}  // namespace assay::verifier
