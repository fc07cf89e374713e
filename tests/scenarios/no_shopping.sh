#!/usr/bin/env bash
# A build that tosses a coin does not get the verdict it wants: its rebuilds are compared, what was begun is counted, and everything
# that was said before is shown with the verdict.
. "$(dirname "$0")/lib.sh"

sample_begin
# Which bytes a build puts out is not in its source.
sed -i 's|^\tcp sum-sample package/usr/bin/|&\n\tod -An -N8 -tx8 /dev/urandom >package/usr/bin/coin|' "$source/Makefile"
grep -q coin "$source/Makefile"
sample_build
sample_deposit
name=$(basename "$deployed")
room=$world/room-data id=$(cat "$release/deposit")
rebuild() { thread_room rebuild "$release" "$@"; }
verify() { thread_room verify "$release" --deployed "$1" --evidence "$2"; }
artifact_of_last() { ls -t "$room/deposits/$id/outputs"/*/artifacts/* | head -1; }

check "an experiment is not counted" expect 0 rebuild --experiment
check "it says so" says "no verdict rests on it"
step "a rebuild" rebuild
mkdir "$work/field"
cp "$(artifact_of_last)" "$work/field/$name"
check "what it put out is identical to it" expect 0 verify "$work/field/$name" "$work/first.evidence"
check "it is the second thing said" says "number 2 of this vendor" "number 1, rebuild: built" "other verdicts may exist"
step "to the log" thread_carry_out "$release" "$work/first.evidence"

"$bin/verifier" rebuild "$id" --again --data "$room" --key "$world/room" >/dev/null 2>&1 &
building=$!
sleep 0.7
kill -KILL $building 2>/dev/null || true
wait $building 2>/dev/null || true
check "another rebuild disagrees" expect 0 rebuild --again
cp "$(artifact_of_last)" "$work/field/$name"
check "and buys no verdict" expect 15 verify "$work/field/$name" "$work/second.evidence"
check "it says why" says "two rebuilds disagree (ordinals 1 and" "verdict: identical"
check "nor does a third" expect 0 rebuild --again
cp "$(artifact_of_last)" "$work/field/$name"
check "whatever it put out" expect 15 verify "$work/field/$name" "$work/third.evidence"
mkdir "$work/verdicts"
step "out of the room" "$bin/verifier" outbox --out "$work/outbox" --data "$room" --key "$world/room"
step "to the log" "$bin/escrow" submit "$work/outbox" --at "$at" --agreement "$world/agreement.json" --policy "$world/policy.toml" --evidence "$work/verdicts"
world_policy "$work/policy.toml" --environment host
# Whatever the verdict and its grade: nothing in the evidence fails, contradicts itself or is missing.
sound() {
  local status=0
  "$bin/auditor" check "$1" --policy "$work/policy.toml" || status=$?
  case $status in 0 | 12) ;; *) return 1 ;; esac
}
for evidence in "$work"/verdicts/*; do check "$(basename "$evidence") is sound" sound "$evidence"; done
check "there is evidence to be checked" [ "$(find "$work/verdicts" -type f | wc -l)" -ge 2 ]
