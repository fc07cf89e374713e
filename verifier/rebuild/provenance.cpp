// SPDX-License-Identifier: Apache-2.0
#include "verifier/rebuild/provenance.hpp"

#include "base/core/text.hpp"

namespace assay::verifier {

namespace {

/// File names are bytes; JSON is not.
std::string shown(const RelativePath& path) { return is_utf8(path.text()) ? path.text() : quote(path.text()); }

}  // namespace

Json render_provenance(const ProvenanceInput& input) {
    auto commands = Json::array();
    for (const auto& command : input.recipe.commands) commands.push(command);
    auto variables = Json::object();
    for (const auto& [name, value] : input.recipe.variables) variables.set(name, value);
    auto definition = Json::object({{"buildType", "urn:assay:build:recipe:1"},
                                    {"externalParameters", Json::object({{"deposit", crypto::render_deposit_id(input.deposit)},
                                                                         {"recipe", Json::object({{"sha256", crypto::hex(input.recipe_digest)}})},
                                                                         {"directory", input.recipe.directory},
                                                                         {"commands", std::move(commands)},
                                                                         {"environment", std::move(variables)}})},
                                    {"internalParameters", Json::object({{"source", input.source}, {"snapshot", input.snapshot}})},
                                    {"resolvedDependencies", input.environment.materials}});
    auto run = Json::object({{"builder", Json::object({{"id", "urn:assay:identity:" + crypto::hex(input.room)}, {"version", Json::object({{"assay", ASSAY_VERSION}})}})},
                             {"metadata", Json::object({{"startedOn", input.result.started.render()}, {"finishedOn", input.result.finished.render()}})},
                             {"byproducts", Json::Array{Json::object({{"name", "build.log"}, {"digest", input.result.log.render()}}),
                                                        Json::object({{"name", "environment"}, {"content", input.environment.description}})}}});
    return Json::object({{"buildDefinition", std::move(definition)}, {"runDetails", std::move(run)}});
}

Json render_outputs(const BuildResult& result) {
    auto out = Json::array();
    for (const auto& artifact : result.artifacts)
        out.push(Json::object({{"path", shown(artifact.path)}, {"size", Json::decimal(artifact.size)}, {"digest", artifact.digest.render()}}));
    return out;
}

Json render_opaque(const BuildResult& result) {
    auto read = Json::array();
    for (const auto& item : result.opaque)
        read.push(Json::object({{"path", shown(item.file.path)}, {"why", name_of(item.file.opacity)}, {"size", Json::decimal(item.file.size)}, {"sha256", crypto::hex(item.file.sha256)}, {"certain", item.is_certain}}));
    return Json::object({{"files", Json::decimal(result.opaque_files)}, {"read", std::move(read)}});
}

}  // namespace assay::verifier
