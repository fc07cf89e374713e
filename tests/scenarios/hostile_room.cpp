// SPDX-License-Identifier: Apache-2.0
// What a build, or a package of its environment, may try against the room that runs it: each property with the defence
// and, as a control, without it; the kinds are the files of hostile/. Prints a line for each, `property <tab> held|NOT
// HELD <tab> what the control showed`, and ends with 1 when one does not hold. For hostile_room.sh, which runs it as
// root and as an ordinary user, in the folder that is its first argument; a second names one kind.
#include "base/cell/worker.hpp"
#include "base/files/private_folder.hpp"
#include "tests/scenarios/hostile/attacks.hpp"
#include "tests/scenarios/hostile/table.hpp"
#include "verifier/environment/root_seal.hpp"

#include <cstring>

namespace {

namespace hostile = assay::hostile;

struct Kind {
    const char* name;
    void (*attack)(const assay::Folder& place);
};

constexpr Kind kKinds[] = {
    {"memory", hostile::memory},   {"exhaustion", hostile::exhaustion}, {"limits", hostile::limits},
    {"remains", hostile::remains}, {"outputs", hostile::outputs},       {"roots", hostile::roots},
    {"leaks", hostile::leaks},     {"network", hostile::network},       {"calls", hostile::calls},
    {"files", hostile::files},     {"rights", hostile::rights},         {"ids", hostile::ids}};

}  // namespace

int main(int argc, char** argv) {
    const assay::cell::WorkerTable workers = {
        {std::string(assay::verifier::kSealRootWorker), assay::verifier::seal_root_worker}};
    if (const auto status = assay::cell::run_worker_if_asked(argc, argv, workers)) return *status;
    if (argc < 2) return 2;
    const auto place = hostile::need(assay::private_folder(argv[1]));
    for (const auto& kind : kKinds)
        if (argc < 3 || std::strcmp(argv[2], kind.name) == 0) kind.attack(place);
    return hostile::failures() == 0 ? 0 : 1;
}
