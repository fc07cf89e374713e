// SPDX-License-Identifier: Apache-2.0
#include "verifier/machine/build_machine.hpp"

#include "base/core/text.hpp"

namespace assay::verifier {

std::string too_many_bytes(std::uint64_t bytes) {
    return "the artifacts come to " + human_bytes(bytes) + "; a room takes out " + human_bytes(kArtifactBytesMax) +
           " at most";
}

RelativePath source_below_work(const std::string& directory) {
    return *RelativePath::parse(directory.substr(directory.rfind('/') + 1));
}

WorkPlace work_place(const std::string& directory) {
    const auto slash = directory.rfind('/');
    if (slash == 0) return {directory, source_below_work(directory)};
    return {directory.substr(0, slash), {}};
}

}  // namespace assay::verifier
