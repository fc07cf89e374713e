// SPDX-License-Identifier: Apache-2.0
// forked_log FOLDER: a dishonest custodian and witness. Writes FOLDER/mine.evidence and FOLDER/yours.evidence, two
// sound evidence files of one verdict under two histories of one log; FOLDER/late.evidence, of the second history too,
// which shows the end of a larger tree only; and FOLDER/policy.toml, which trusts both signers.
#include "tests/support/forked.hpp"

#include <fstream>

using namespace assay;
using namespace assay::test;

namespace {

/// Evidence that shows the verdict's place alone.
crypto::Evidence only_verdict(const World& world) {
    const auto all = world.evidence();
    crypto::Evidence out(all.kind(), all.claim());
    need(out.add(world.verdict));
    const auto* proof = all.proofs().find(all.claim());
    out.prove(all.claim(), proof->index, proof->path, all.proofs().checkpoint_of(*proof));
    return out;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    const std::filesystem::path folder = argv[1];
    const auto write = [&](const char* name, const std::string& text) { std::ofstream(folder / name) << text; };
    World world;
    world.build_chain();
    const auto other = forked(world, 4);
    write("mine.evidence", world.evidence().render());
    write("yours.evidence", other.evidence().render());
    write("late.evidence", only_verdict(other).render());
    write("policy.toml", world.policy().render());
    return 0;
}
