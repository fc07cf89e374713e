// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/anatomy/content.hpp"

#include <functional>

namespace assay::verifier {

/// One thing within a file: the file itself, a member, a member's member, what a compressed one unpacks to.
struct Thing {
    std::size_t number = 0;             ///< in the order of visiting
    std::optional<std::size_t> parent;  ///< the thing it lies in
    std::string path;                   ///< steps joined by ` → `; empty for the file. finding_text's form
};

using VisitThing = std::function<Status(const Thing& thing, const Content& content)>;

/// Visits a file and all that can be unpacked from it, each thing before what lies in it. What cannot be unpacked is
/// visited as it is; then the returned text says why the walk was not complete, else it is empty.
/// Errors: those of `visit`.
Result<std::string> visit_things(const ContentPtr& file, Budget& budget, const VisitThing& visit);

}  // namespace assay::verifier
