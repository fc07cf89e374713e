// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/try_recipe.hpp"

#include "tests/support/support.hpp"

#include <fstream>

using namespace assay;
using escrow::RecipeTrial;
using escrow::verifier_beside;
namespace fs = std::filesystem;

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

TEST_CASE("the verifier beside escrow is run, else the one in PATH", "[escrow][action]") {
    const test::TempFolder folder;
    CHECK(verifier_beside(folder / "escrow") == "verifier");
    std::ofstream(folder / "verifier") << "#!/bin/sh\n";
    CHECK(verifier_beside(folder / "escrow") == "verifier");
    fs::permissions(folder / "verifier", fs::perms::owner_all);
    CHECK(verifier_beside(folder / "escrow") == (folder / "verifier").string());
}
