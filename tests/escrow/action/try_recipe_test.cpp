// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/try_recipe.hpp"

#include "tests/support/support.hpp"

using namespace assay;
using escrow::RecipeTrial;

TEST_CASE("a trial hands every option on, and a source that begins with a dash is no option", "[escrow][action]") {
    const RecipeTrial trial{.recipe = "r.toml",
                            .source = "-source",
                            .deployed = {"a", "b"},
                            .artifact = "tool",
                            .roots = "roots",
                            .keyring = "keys.gpg",
                            .keep = "kept",
                            .any_work_tree = true,
                            .json = true};
    CHECK(trial.command() == std::vector<std::string>{"verifier", "preflight", "--recipe=r.toml", "--deployed=a",
                                                      "--deployed=b", "--artifact=tool", "--roots=roots",
                                                      "--keyring=keys.gpg", "--keep=kept", "--any-work-tree", "--json",
                                                      "--", "-source"});
}
