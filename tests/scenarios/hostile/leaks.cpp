// SPDX-License-Identifier: Apache-2.0
// The cell's first process, what tells of the machine, and the second wall.
#include "tests/scenarios/hostile/attacks.hpp"
#include "tests/scenarios/hostile/table.hpp"

#include "base/cell/first_program.hpp"

#include <iostream>

#include <fcntl.h>

namespace assay::hostile {

void leaks(const Folder& place) {
    const std::string program_outside = ASSAY_CELLS "/leaks ";
    const auto as_first = [&](const std::string& what) {
        return "process 1 a shell: " +
               outside_first("unshare --user --map-root-user --pid --fork --mount-proc sh -c '" + program_outside +
                             what + "; true'");
    };
    const auto no_cell = [&](const std::string& what) { return "no cell: " + outside_first(program_outside + what); };
    const bool has_range = cell::HostIds::range().has_value();
    const auto try_it = [&](const std::string& property, std::vector<std::string> arguments,
                            const std::string& control) {
        for (const bool is_of_range : {false, true}) {
            if (is_of_range && !has_range) continue;
            auto spec = program("leaks", arguments);
            if (is_of_range) spec.users = cell::UserRange{};
            const auto outcome = cell::run(std::move(spec));
            const bool held = outcome && outcome->code == 0;
            if (!held) std::cerr << property << ": " << words(outcome) << "\n";
            row(property + (is_of_range ? ", of a package's root" : ""), held, control);
        }
    };
    try_it("the first process's memory is closed", {"memory"}, as_first("memory"));
    try_it("so are its environment, descriptors, root and program", {"insides"}, as_first("insides"));
    try_it("boot, locks, pressure, disks, keys and interrupts are not told", {"machine"}, no_cell("machine"));
    try_it("the machine's /usr/local is not there", {"local"}, no_cell("local"));
    try_it("TIOCSETD, TIOCSTI and unknown ioctl requests are refused", {"requests"}, no_cell("requests"));
    if (cell::landlock_abi() == 0) {
        std::cerr << "this kernel has no Landlock: the second wall is not there\n";
        return;
    }
    const auto top = place.name();
    try_it("no device may be made, not even a whiteout (Landlock)", {"whiteout"},
           no_cell("whiteout " + top + "/whiteout"));
    // The second wall without the first: no mount, no other user.
    need(place.make_folder("owned"_path, 0700));
    const auto number = std::to_string(::fcntl(need(cell::first_program()), F_DUPFD, 100));
    const auto alone = [&](int abi) {
        return outside_first("setpriv --no-new-privs /proc/self/fd/" + number + " 9 " + number + " " +
                             std::to_string(abi) + " 0 2 w" + top + "/owned u/dev /bin/sh -c 'echo >" + top +
                             "/owned/a || exit; echo >" + top + "/b && echo written' 9>/dev/null 2>/dev/null");
    };
    const auto held = alone(cell::landlock_abi());
    row("what a mount would let a command write, Landlock does not", held.starts_with("nothing"),
        "without it: " + alone(0));
    need(place.remove_tree("owned"_path));
}

}  // namespace assay::hostile
