// SPDX-License-Identifier: Apache-2.0
#include "verifier/machine/build_machine.hpp"

namespace assay::verifier {

RelativePath source_below_work(const std::string& directory) {
    return *RelativePath::parse(directory.substr(directory.rfind('/') + 1));
}

WorkPlace work_place(const std::string& directory) {
    const auto slash = directory.rfind('/');
    if (slash == 0) return {directory, source_below_work(directory)};
    return {directory.substr(0, slash), {}};
}

}  // namespace assay::verifier
