#!/usr/bin/env bash
# A deposit killed at random moments and repeated is one deposit, in a valid log. ASSAY_KILLS says how often (8),
# ASSAY_SEED which moments.
. "$(dirname "$0")/lib.sh"

kills=${ASSAY_KILLS:-8} RANDOM=${ASSAY_SEED:-$((RANDOM))}
cp -r "$root/crypto" "$work/product"
sample_begin "$work/product"

# deposit VERSION   as words: what is killed must be the program and no shell around it.
deposit() {
  words=("$bin/escrow" deposit "$source" --product house --version-name "$1" --agreement "$world/agreement.json"
    --policy "$world/policy.toml" --key "$world/vendor" --at "$at" --receipt "$release/$1.receipt")
}
# Each release differs in a file of its own, so that there is something to send each time.
new_version() { head -c 400000 /dev/urandom >"$source/$1.bin"; }
held() {
  "$bin/escrow" --json list --at "$at" --agreement "$world/agreement.json" --key "$world/vendor" \
    | python3 -c 'import json, sys; print(len(json.load(sys.stdin)["deposits"]))'
}

new_version 0
deposit 0
begin=${EPOCHREALTIME/[.,]/}
step "undisturbed" "${words[@]}"
whole=$((${EPOCHREALTIME/[.,]/} - begin))
echo "an undisturbed deposit takes $((whole / 1000)) ms; killing $kills"
interrupted=0
for kill in $(seq "$kills"); do
  new_version "$kill"
  moment=$((RANDOM * 32768 % whole))
  deposit "$kill"
  "${words[@]}" >/dev/null 2>&1 &
  sleep "$((moment / 1000000)).$(printf '%06d' $((moment % 1000000)))"
  if kill -9 $! 2>/dev/null; then interrupted=$((interrupted + 1)); fi
  wait $! 2>/dev/null || true
  step "killed after $((moment / 1000)) ms, and repeated" "${words[@]}"
  check "there is one deposit of each release" [ "$(held)" = $((kill + 1)) ]
  check "its receipt is sound" "$bin/auditor" check "$release/$kill.receipt" --policy "$world/policy.toml"
done
echo "$interrupted of $kills were still running"
world_stop
check "the custodian's data is clean" "$bin/escrow" check --data "$world/custody" --custodian "$world/custodian" \
  --policy "$world/policy.toml" --read-data
