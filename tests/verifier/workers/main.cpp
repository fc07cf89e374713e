// SPDX-License-Identifier: Apache-2.0
// Runs the verifier's workers when it is started as one. Two more misbehave, to be called in the place of the real
// ones.
#include "verifier/action/workers.hpp"

#include <cstdlib>

namespace {

using namespace assay;

constexpr std::string_view kMisbehaviour = ASSAY_MISBEHAVIOUR;

Result<Bytes> misbehave(cell::Request&) {
    if (kMisbehaviour == "crash") std::abort();
    if (kMisbehaviour == "praise") return to_bytes("null");
    if (kMisbehaviour == "swell") return Bytes(std::size_t{1} << 30, 1);
    for (volatile unsigned long count = 0;;) count = count + 1;
}

}  // namespace

int main(int argc, char** argv) {
    auto table = verifier::compare_workers();
    if (!kMisbehaviour.empty())
        for (auto& [name, worker] : table) worker = misbehave;
    if (const auto status = cell::run_worker_if_asked(argc, argv, table)) return *status;
    return 2;
}
