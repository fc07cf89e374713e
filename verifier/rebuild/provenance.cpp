// SPDX-License-Identifier: Apache-2.0
#include "verifier/rebuild/provenance.hpp"

namespace assay::verifier {

Json render_provenance(const ProvenanceInput& input) {
    auto commands = Json::array();
    for (const auto& command : input.recipe.commands) commands.push(command);
    auto variables = Json::object();
    for (const auto& [name, value] : input.recipe.variables) variables.set(name, value);
    auto definition = Json::object(
        {{"buildType", "urn:assay:build:recipe:1"},
         {"externalParameters", Json::object({{"deposit", crypto::render_deposit_id(input.deposit)},
                                              {"recipe", Json::object({{"sha256", crypto::hex(input.recipe_digest)}})},
                                              {"directory", input.recipe.directory},
                                              {"commands", std::move(commands)},
                                              {"environment", std::move(variables)}})},
         {"internalParameters", Json::object({{"source", input.source}, {"snapshot", input.snapshot}})},
         {"resolvedDependencies", input.environment.materials}});
    auto run = Json::object(
        {{"builder", Json::object({{"id", "urn:assay:identity:" + crypto::hex(input.room)},
                                   {"version", Json::object({{"assay", ASSAY_VERSION}})}})},
         {"metadata",
          Json::object({{"startedOn", input.result.started.render()}, {"finishedOn", input.result.finished.render()}})},
         {"byproducts",
          Json::Array{Json::object({{"name", "build.log"}, {"digest", input.result.log.render()}}),
                      Json::object({{"name", "environment"}, {"content", input.environment.description}})}}});
    return Json::object({{"buildDefinition", std::move(definition)}, {"runDetails", std::move(run)}});
}

Json render_outputs(const BuildResult& result) {
    auto out = Json::array();
    for (const auto& artifact : result.artifacts)
        out.push(Json::object({{"path", shown_path(artifact.path)},
                               {"size", Json::decimal(artifact.size)},
                               {"digest", artifact.digest.render()}}));
    return out;
}

}  // namespace assay::verifier
