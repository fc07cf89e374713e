# shellcheck shell=bash
# Strangers who attack the custodian of world.sh while its vendor deposits; for the scenario and the bench.
#
#   attack_begin           what a vendor needs for its deposits, in $release and $source
#   attack_few_descriptors N   gives the custodian N descriptors at most
#   attack_deposit NAME    deposits the sample with one file of its own
#   attack_start SECONDS   strangers at 127.0.0.2 and at the vendor's own address, half of the attack each; waits until
#                          it has begun
#   attack_end             waits for their end, and prints what they met with
#   custodian_rss          resident memory of the custodian, in KiB

attack_begin() {
  sample_begin
  sample_build
  thread_recipe "$release" "$source" --host --artifact "$(basename "$deployed")" >/dev/null 2>&1
  custodian_pid=${world_pids[-1]}
}

# Starts the custodian again with few descriptors, which it may not raise.
attack_few_descriptors() {
  kill "$custodian_pid" && wait "$custodian_pid" || return
  unset 'world_pids[-1]'
  world_start custodian prlimit --nofile="$1:$1" "$bin/escrow" serve --data "$world/custody" --key "$world/custodian" \
    --policy "$world/policy.toml" || return
  at=$(cat "$world/custodian.address") custodian_pid=${world_pids[-1]}
}

attack_deposit() {
  local name=$1
  mkdir -p "$work/$name"
  cp -r "$release"/. "$work/$name/" && cp -r "$source" "$work/$name/source" || return
  head -c 200000 /dev/urandom | base64 >"$work/$name/source/notes-$name.txt"
  thread_deposit "$work/$name" "$work/$name/source"
}

attack_pids=()
attack_start() {
  local seconds=$1 from
  attack_pids=()
  for from in 127.0.0.1 127.0.0.2; do
    rm -f "$work/ready-$from"
    "$bin/attacker" "$world/custodian" "$at" "$from" "$seconds" 1000 16 8 "$work/ready-$from" \
      >"$work/attack-$from.txt" 2>&1 &
    attack_pids+=($!)
  done
  for from in 127.0.0.1 127.0.0.2; do
    for _ in $(seq $((seconds * 10))); do [ -e "$work/ready-$from" ] && break; sleep 0.1; done
    [ -e "$work/ready-$from" ] || { cat "$work/attack-$from.txt"; echo "the attack from $from did not begin"; return \
      1; }
  done
}

attack_end() {
  local pid
  for pid in ${attack_pids[@]+"${attack_pids[@]}"}; do wait "$pid" || return; done
  attack_pids=()
  cat "$work"/attack-*.txt
}

custodian_rss() { awk '/^VmRSS:/ { print $2 }' "/proc/$custodian_pid/status"; }
