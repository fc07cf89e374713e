#!/usr/bin/env bash
# One byte of the deployed file flipped, at 50 seeded places (ASSAY_FLIPS: another number): none is accepted, neither by
# the room nor by an auditor who holds it against the evidence of the right one.
. "$(dirname "$0")/lib.sh"

flips=${ASSAY_FLIPS:-50}
sample_begin
sample_build
sample_deposit
step "verdict" expect 0 thread_room verify "$release" --deployed "$deployed" --evidence "$work/right.evidence"
step "into the log" thread_carry_out "$release" "$work/right.evidence"
world_policy "$work/policy.toml" --environment host
step "the right one is sound" expect 0 "$bin/auditor" check "$work/right.evidence" --policy "$work/policy.toml" \
  --deployed "$deployed"

for seed in $(seq "$flips"); do
  mkdir -p "$work/flipped/$seed"
  "$scripts/lib/alter.py" flip "$deployed" "$work/flipped/$seed/$(basename "$deployed")" "$seed" >>"$work/places"
done
# One verdict about all of them.
check "the room accepts none of $flips" expect 14 thread_room verify "$release" --deployed "$work/flipped" \
  --json --quiet
judged=$(python3 -c 'import json, sys
print(*sorted(c["verdict"] for c in json.load(open(sys.argv[1]))["comparisons"]))' "$expected")
check "each is judged, each badly" [ "$judged" = "$(yes unexplained | head -n "$flips" | paste -sd ' ')" ]
accepted=0
for seed in $(seq "$flips"); do
  status=0
  "$bin/auditor" check "$work/right.evidence" --policy "$work/policy.toml" --deployed "$work/flipped/$seed" >/dev/null \
    2>&1 || status=$?
  [ "$status" = 14 ] || { echo "seed $seed: exit status $status"; accepted=$((accepted + 1)); }
done
check "the auditor refuses each" [ "$accepted" = 0 ]
