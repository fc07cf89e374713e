#!/usr/bin/env bash
# A machine for each build: the sample gives the same artifacts in a cell and in a machine with a kernel of its own,
# emulated
# here; a policy may ask for that; and whatever a machine does, the room lives. Needs QEMU, and a Debian mirror for the
# kernel's package, or its path in ASSAY_KERNEL.
. "$(dirname "$0")/lib.sh"

[ "$(uname -m)" = x86_64 ] || skip "a build's machine is one of x86-64"
for program in qemu-system-x86_64:qemu-system-x86 cpio:cpio mke2fs:e2fsprogs; do
  PATH=$PATH:/usr/sbin type "${program%:*}" >/dev/null 2>&1 || skip \
    "${program%:*} is not installed (apt install ${program#*:})"
done
kernel=${ASSAY_KERNEL:-}
if [ -z "$kernel" ]; then
  debian_reachable "$(debian_codename)" || skip \
    "the Debian mirror of this machine ($(debian_mirror)) cannot be reached, and ASSAY_KERNEL names no package"
  kernel=$(debian_kernel "$(debian_codename)" "$cache/kernel") || skip "the kernel's package could not be fetched"
fi

# room_machine [LINE...]   the room's settings of a machine, with these lines besides.
room_machine() {
  local sum
  sum=$(sha256sum <"$kernel" | cut -d ' ' -f 1)
  printf '%s\n' 'format = "assay-machine-v1"' 'accelerator = "tcg"' "kernel = \"$kernel\"" "kernel_sha256 = \"$sum\"" \
    "$@" \
    >"$world/room-data/machine.toml"
}
# rebuilt NAME...   a member of what the last command printed.
rebuilt() { sed -n '/^{/,$p' "$expected" | json_value "$@"; }

# The sample, and a file that its build reads and people cannot, and one that it does not read.
mkdir -p "$work/product/data"
cp -r "$scripts"/sample/. "$work/product"
cp /usr/bin/cat "$work/product/data/read.bin"
cp /usr/bin/id "$work/product/data/unread.bin"
printf 'install: look\nlook:\n\tcat data/read.bin >/dev/null; ls -l data >/dev/null\n' >>"$work/product/Makefile"
sample_begin "$work/product"
sample_build
sample_deposit
opaque=$(sha256sum <"$work/product/data/read.bin" | cut -d ' ' -f 1)
world_policy "$work/any.toml" --environment host --opaque "$opaque"
world_policy "$work/own.toml" --environment host --opaque "$opaque" --own-machine

check "in a cell it is identical" expect 0 thread_room verify "$release" --deployed "$deployed" --evidence \
  "$work/cell.evidence"
step "into the log" thread_carry_out "$release" "$work/cell.evidence"
check "its evidence is sound" expect 0 "$bin/auditor" check "$work/cell.evidence" --policy "$work/any.toml" \
  --deployed "$deployed"
check "and not enough for a reader who asks for a machine" expect 12 "$bin/auditor" check "$work/cell.evidence" \
  --policy "$work/own.toml" --deployed "$deployed"
check "as it says" says "policy: machine"
check "what was built there is known" expect 0 thread_room rebuild "$release" --json
in_cell=$(rebuilt artifacts 0 digest sha256)
check "it was in no machine" [ "$(rebuilt machine)" = None ]

room_machine
check "the room can have a machine" expect 0 "$bin/verifier" doctor --data "$world/room-data"
check "and says which" says "machine for each build: QEMU" "$(basename "$kernel")"
check "what was built in a cell is built anew in a machine" expect 0 thread_room rebuild "$release" --json
check "it was in one" [ "$(rebuilt machine kind)" = qemu ]
check "it gives the same artifact" [ "$(rebuilt artifacts 0 digest sha256)" = "$in_cell" ]
check "in a machine it is identical too" expect 0 thread_room verify "$release" --deployed "$deployed" --evidence \
  "$work/machine.evidence"
check "the opaque file that was read is named" says "data/read.bin"
check "the other one is not" bash -c "! grep -F unread.bin '$expected'"
step "into the log" thread_carry_out "$release" "$work/machine.evidence"
check "a reader may ask for a machine" expect 0 "$bin/auditor" check "$work/machine.evidence" --policy \
  "$work/own.toml" --deployed "$deployed"
check "and is told which" says "built in" "QEMU emulator" "$(basename "$kernel")"

# What a build does in its machine ends the build, and not the room.
release=$work/greedy
mkdir -p "$release" "$work/greedy-source"
printf 'all:\ninstall:\n\ttail /dev/zero\n' >"$work/greedy-source/Makefile"
step "a recipe that takes memory" thread_recipe "$release" "$work/greedy-source" --host --artifact tool
printf '[limits]\nmemory_mib = 128\n' >>"$release/recipe.toml"
step "deposit" thread_deposit "$release" "$work/greedy-source"
step "into the room" thread_carry_in "$release"
check "a build that takes too much memory has failed" expect 15 thread_room rebuild "$release"
check "as it would in a cell" says "the build was stopped: it used more memory than allowed"

# A program in QEMU's place is a guest that has taken everything over but the cell.
play() { printf '#!/bin/sh\n[ "$1" = --version ] && echo "QEMU emulator version 0" && exit\n%s\n' "$1" >"$work/qemu" \
  && chmod 0755 "$work/qemu"; }
room_machine "program = \"$work/qemu\""
play "echo 'assay-machine: the build begins' >/machine/disks/console; echo 'Kernel panic' >>/machine/disks/console"
check "a panic is a failed build" expect 15 thread_room rebuild "$release" --again
check "in fixed words" says "the build ended without an answer of its machine"
play "echo 'no such machine' >&2; exit 1"
check "a machine that does not start is no failed build" expect 16 thread_room rebuild "$release" --again
check "and says why" says "starting the build's machine: QEMU ended with exit code 1" "no such machine"
rm "$world/room-data/machine.toml"
check "the room goes on, in a cell" expect 15 thread_room rebuild "$release" --again
check "with the cell's words" says "it used more memory than allowed"

debian_reachable bookworm || { echo "left out: no Debian mirror for a build root of packages"; exit 0; }
release=$work/packages
mkdir -p "$release"
step "a recipe that builds in Debian packages" "$bin/escrow" recipe init "$work/product" --suite bookworm --artifact \
  "$(basename "$deployed")" --out "$release/recipe.toml"
step "its lock" "$bin/escrow" recipe lock "$release/recipe.toml" --depends build-essential
step "deposit" thread_deposit "$release" "$work/product"
step "into the room" thread_carry_in "$release"
check "in a root of packages it builds in a cell" expect 0 thread_room rebuild "$release" --json
in_cell=$(rebuilt artifacts 0 digest sha256)
room_machine
check "and in a machine" expect 0 thread_room rebuild "$release" --json
check "it gives the same artifact" [ \
  "$(rebuilt environment) $(rebuilt machine kind) $(rebuilt artifacts 0 digest sha256)" = \
  "debian-signed qemu $in_cell" ]
