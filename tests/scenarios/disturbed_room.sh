#!/usr/bin/env bash
# A room that is interrupted, killed or robbed answers the next time as if nothing had been, and leaves no source lying
# about. ASSAY_KILLS says how often it is killed (6), ASSAY_SEED at which moments.
. "$(dirname "$0")/lib.sh"

kills=${ASSAY_KILLS:-6} RANDOM=${ASSAY_SEED:-$((RANDOM))}
sample_begin
sample_build
sample_deposit
room=$world/room-data id=$(cat "$release/deposit")
verify() { thread_room verify "$release" --deployed "$deployed"; }
# What is only being made: jobs, trees half unpacked, outputs half taken out.
left_over() { find "$room" -name 'assay-*' -o -name '*.part' -o -name incoming; }
nothing_left() { [ -z "$(left_over)" ] || { left_over; return 1; }; }

begin=${EPOCHREALTIME/[.,]/}
step "verdict" expect 0 verify
whole=$((${EPOCHREALTIME/[.,]/} - begin))
rm -r "$room/deposits/$id/outputs"
check "a rebuild whose outputs are gone is done again" expect 0 verify
rm "$room/deposits/$id/outputs/"*/artifacts/*
check "or lack an artifact" expect 0 verify
rename_outputs() { for outputs in "$room/deposits/$id/outputs"/*; do mv "$outputs" \
  "$(dirname "$outputs")/$(basename "$outputs" | rev)"; done; }
rename_outputs
check "or are those of another rebuild" expect 0 verify
verdicts() { [ "$("$bin/verifier" list --data "$room" | grep -c ' identical ')" = "$1" ] \
  || { "$bin/verifier" list --data "$room"; return 1; }; }
check "every verdict is listed" verdicts 4

for kill in $(seq "$kills"); do
  moment=$((RANDOM * 32768 % whole)) signal=KILL
  [ $((kill % 2)) = 0 ] || signal=INT
  "$bin/verifier" rebuild "$id" --again --data "$room" --key "$world/room" >/dev/null 2>&1 &
  sleep "$((moment / 1000000)).$(printf '%06d' $((moment % 1000000)))"
  kill -$signal $! 2>/dev/null || true
  wait $! 2>/dev/null || true
  check "a verdict after a rebuild that got $signal after $((moment / 1000)) ms" expect 0 verify
  check "nothing half-made is left" nothing_left
done

cp "$room/deposits/$id/opened/recipe.lock" "$work/recipe.lock"
sed -i 's/"version": "/&0/' "$room/deposits/$id/opened/recipe.lock"
check "a lock altered in the room is noticed" expect 10 thread_room rebuild "$release" --again
check "it says so" says "the lock in the deposit is not the one"
cp "$work/recipe.lock" "$room/deposits/$id/opened/recipe.lock"
check "and is believed as it was" expect 0 verify

step "out of the room" "$bin/verifier" outbox --out "$work/first.outbox" --data "$room" --key "$world/room"
check "nothing waits any more" expect 5 "$bin/verifier" outbox --out "$work/none" --data "$room" --key "$world/room"
mkdir "$work/verdicts"
step "to the log" "$bin/escrow" submit "$work/first.outbox" --at "$at" --agreement "$world/agreement.json" \
  --policy "$world/policy.toml" --evidence "$work/verdicts"
step "one verdict more" expect 0 thread_room verify "$release" --deployed "$deployed" --evidence "$work/late.evidence"
step "to the log" thread_carry_out "$release" "$work/late.evidence"
world_policy "$work/policy.toml" --environment host
for evidence in "$work"/verdicts/* "$work/late.evidence"; do
  check "$(basename "$evidence") is whole" expect 0 "$bin/auditor" check "$evidence" --policy "$work/policy.toml" \
    --deployed "$deployed"
done
