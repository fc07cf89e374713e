#!/usr/bin/env bash
# A room's endorsement runs out between its verdict and the log. Renewed, what it has said is logged and proven,
# whatever
# the vendor does: who would rather not have a verdict in the log cannot keep the renewal from the custodian.
. "$(dirname "$0")/lib.sh"

world=$work/world
mkdir "$world"
world_party root root "Trust Anchor"
"$bin/escrow" -q key new "Room One" --role verifier --out "$world/room" >/dev/null
"$bin/escrow" -q key endorse "$world/room" --key "$world/root" --valid-days 10 >/dev/null
sample_begin
sample_build
sample_deposit
step "verdict" expect 0 thread_room verify "$release" --deployed "$deployed"
step "out of the room" "$bin/verifier" outbox --out "$work/outbox" --data "$world/room-data" --key "$world/room"

# Eleven days later.
clock() { faketime -f +11d env | grep -E '^(LD_PRELOAD|FAKETIME)='; }
later() { faketime -f +11d "$@"; }
world_stop
# shellcheck disable=SC2046
world_start witness env $(clock) "$bin/witness" serve --key "$world/witness" --data "$world/witness-data" --logs \
  "$world/log.policy"
world_policy "$world/policy.toml"
# shellcheck disable=SC2046
world_start custodian env $(clock) "$bin/escrow" serve --data "$world/custody" --key "$world/custodian" --policy \
  "$world/policy.toml"
at=$(cat "$world/custodian.address")
world_policy "$work/policy.toml" --environment host
submit() {
  later "$bin/escrow" submit "$work/outbox" --at "$at" --agreement "$world/agreement.json" --policy \
    "$work/policy.toml" --evidence "$work/e" "$@"
}

check "a room whose endorsement has run out is not believed" expect 10 submit
check "it says so" says 'no endorsement of "Room One"'
step "the room is endorsed anew" later "$bin/escrow" -q key endorse "$world/room" --key "$world/root"
step "the agreement takes it over" "$bin/escrow" agreement renew "$world/agreement.json" "$world/room"
check "with it the same outbox is logged" expect 0 submit --key "$world/room"
check "and its evidence is sound" expect 0 "$bin/auditor" check "$work/e" --policy "$work/policy.toml" --deployed \
  "$deployed" \
  --as-of "$(date -u -d '+12 days' +%Y-%m-%dT%H:%M:%SZ)"
check "again, by who shows no key" expect 0 submit
