#!/usr/bin/env bash
# 2,000 silent connections, 32 announced bodies and 16 large ones at once, from another address and from the vendor's
# own, on a custodian that may have 1,024 descriptors: the vendor deposits all the same, the custodian gives the memory
# back, and SIGTERM ends it at once.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/attack.sh"

attack_begin
attack_few_descriptors 1024
echo "a deposit without an attack"
attack_deposit quiet >/dev/null
before=$(custodian_rss)

echo "a deposit while strangers attack"
attack_start 15
check "the vendor's deposit is held" attack_deposit attacked
check "a second one too" attack_deposit again
check "and its list can be asked for" "$bin/escrow" list --at "$at" --agreement "$world/agreement.json" \
  --key "$world/vendor"
check "the attack has run its time" attack_end
cat "$work"/attack-*.txt
grep -q 'refused as busy [0-9]' "$work"/attack-127.0.0.1.txt

after=$(custodian_rss)
rss_is_back() {
  for _ in $(seq 50); do
    after=$(custodian_rss)
    [ $((after - before)) -lt $((64 * 1024)) ] && return
    sleep 0.2
  done
  echo "resident before $before KiB, after $after KiB"
  return 1
}
# What a sanitizer keeps of freed memory is its own.
[ -n "${ASSAY_SANITIZED:-}" ] || check "the custodian's memory is within 64 MiB of what it was" rss_is_back
echo "resident: $before KiB before, $after KiB after"

check "nothing of it stopped the log" test -z "$(grep 'log has stopped' "$world/custodian.log" || true)"

# A body of which half has come does not hold up the end.
attack_start 20
kill "$custodian_pid"
# A sanitizer looks through all memory at the end.
tenths=${ASSAY_SANITIZED:+600}
custodian_has_ended() {
  for _ in $(seq "${tenths:-50}"); do
    kill -0 "$custodian_pid" 2>/dev/null || return 0
    sleep 0.1
  done
  echo "the custodian still runs after SIGTERM"
  return 1
}
check "SIGTERM ends the custodian within 5 s, with half-sent bodies" custodian_has_ended
wait "$custodian_pid" || { echo "NOT as it should be: it ended with $?"; exit 1; }
kill ${attack_pids[@]+"${attack_pids[@]}"} 2>/dev/null || true
echo "the service kept serving"
