// SPDX-License-Identifier: Apache-2.0
#include "base/files/relative_path.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    const auto text = text_of(input);
    const auto path = RelativePath::parse(text);
    if (!path) return check(path.error());
    hold(path->text() == text, "a path stays as it was given");
    std::string joined;
    for (const auto component : path->components()) {
        hold(!component.empty() && component != "." && component != "..", "no component moves");
        joined += (joined.empty() ? "" : "/") + std::string(component);
    }
    hold(joined == text, "components make the path");
    const auto name = need(RelativePath::parse(path->filename()), "the last component is a path");
    const auto parent = path->parent();
    hold(parent ? need(parent->join(name), "parts join") == *path : name == *path, "parent and name make the path");
}

}  // namespace assay::fuzz
