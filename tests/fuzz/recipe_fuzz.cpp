// SPDX-License-Identifier: Apache-2.0
#include "storage/recipe/recipe.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    const auto recipe = storage::Recipe::parse(text_of(input));
    if (!recipe) return check(recipe.error());
    hold(need(storage::Recipe::parse(recipe->render()), "what is written is read") == *recipe,
         "a recipe keeps its meaning");
    hold(recipe->script("/out", 2).find('\0') == std::string::npos, "a script has no NUL byte");
    for (const auto& [name, value] : recipe->environment_for(std::nullopt))
        hold(!name.empty() && (name + value).find('\0') == std::string::npos && name.find('=') == std::string::npos,
             "a variable can be passed on");
}

}  // namespace assay::fuzz
