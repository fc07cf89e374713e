// SPDX-License-Identifier: Apache-2.0
// Runs storage's workers when it is started as one; or ones that lie, as if an archive had taken them over.
#include "storage/archive/entry_stream.hpp"
#include "storage/intake/workers.hpp"

namespace {

using namespace assay;
using namespace assay::storage;

constexpr std::string_view kLie = ASSAY_MISBEHAVIOUR;

Status write_lies(EntryWriter& entries) {
    TRY(entries.begin());
    if (kLie == "climb") {
        TRY(entries.entry({.path = "../outside", .mode = 0644, .size = 2}));
        TRY(entries.content(bytes_of("x\n")));
    }
    if (kLie == "overfill") TRY(entries.entry({.path = "huge", .mode = 0644, .size = UINT64_MAX}));
    if (kLie == "cut") {
        TRY(entries.entry({.path = "short", .mode = 0644, .size = 100}));
        TRY(entries.content(bytes_of("x\n")));
    }
    return entries.finish();
}

Result<Bytes> lie(cell::Request& request) {
    EntryWriter entries(request.files.at(1));
    if (kLie != "mute") TRY(write_lies(entries));
    return Bytes();
}

}  // namespace

int main(int argc, char** argv) {
    auto table = intake_workers();
    if (!kLie.empty())
        for (auto& [name, worker] : table) worker = lie;
    if (const auto status = cell::run_worker_if_asked(argc, argv, table)) return *status;
    return 2;
}
