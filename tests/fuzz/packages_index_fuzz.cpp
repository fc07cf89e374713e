// SPDX-License-Identifier: Apache-2.0
#include "storage/recipe/packages_index.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    MemorySource source(input);
    const auto visit = [](const storage::IndexedPackage& package) -> Status {
        hold(!package.name.empty() && !package.version.empty() && !package.filename.empty(),
             "a package has name, version and file");
        return {};
    };
    if (const auto read = storage::for_each_package(source, visit); !read) check(read.error());
}

}  // namespace assay::fuzz
