#!/usr/bin/env bash
# Files that were not built hide nothing: among more of them than the room may hold open, one that differs decides the
# verdict.
. "$(dirname "$0")/lib.sh"

sample_begin
sample_build
sample_deposit
mkdir -p "$work/field"
cp "$deployed" "$work/field/"
for number in $(seq 1200); do echo "notes $number" >"$work/field/README.$number"; done
few_files() { (ulimit -Sn 1024 && "$@"); }
check "with strays beside it, not all could be compared" expect 15 few_files thread_room verify "$release" \
  --deployed "$work/field" --evidence "$work/alike"
step "into the log" thread_carry_out "$release" "$work/alike"
printf x >>"$work/field/$(basename "$deployed")"
check "what differs outranks that" expect 14 few_files thread_room verify "$release" --deployed "$work/field" \
  --evidence "$work/e"
step "into the log" thread_carry_out "$release" "$work/e"
world_policy "$work/host.toml" --environment host
check "the evidence holds" expect 0 "$bin/auditor" check "$work/e" --policy "$work/host.toml"
check "and says both" says "are not what the deposited source produces" "1200 of 1201 files could not be compared"
