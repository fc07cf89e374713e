#!/usr/bin/env bash
# When something was said is what a log under a quorum of witnesses says, never the signer alone: without it nothing can
# be checked, and what does not fit it is refused.
. "$(dirname "$0")/lib.sh"

world=$work/world
mkdir "$world"
world_party root root "Trust Anchor"
"$bin/escrow" -q key new "Room One" --role verifier --valid-days 30 --out "$world/room" >/dev/null
"$bin/escrow" -q key endorse "$world/room" --key "$world/root" >/dev/null
sample_begin
sample_build
sample_deposit
step "verdict" expect 0 thread_room verify "$release" --deployed "$deployed" --evidence "$work/unlogged.e"
step "out of the room" "$bin/verifier" outbox --out "$work/true.outbox" --data "$world/room-data" --key "$world/room"
world_policy "$work/policy.toml" --environment host
audit() { "$bin/auditor" check "$work/$1.e" --policy "${policy:-$work/policy.toml}" --deployed "$deployed" "${@:2}"; }
submit() { "${@:2}" "$bin/escrow" submit "$work/$1.outbox" --at "$at" --agreement "$world/agreement.json" \
  --evidence "$work/$1.e"; }
# What sets another clock for a program. The faketime program would be between us and a server, and not end it.
clock() { faketime -f "$1" env | grep -E '^(LD_PRELOAD|FAKETIME)='; }
# serve_at WITNESS CUSTODIAN   both started anew, each by a clock of its own
serve_at() {
  world_stop
  # shellcheck disable=SC2046
  world_start witness env $(clock "$1") "$bin/witness" serve \
    --key "$world/witness" --data "$world/witness-data" --logs "$world/log.policy"
  world_policy "$world/policy.toml"
  # shellcheck disable=SC2046
  world_start custodian env $(clock "$2") "$bin/escrow" serve \
    --data "$world/custody" --key "$world/custodian" --policy "$world/policy.toml"
  at=$(cat "$world/custodian.address")
}
# Two verdicts at one place of the chain contradict each other: the custodian logs the second too, and says so.
flagged() { expect 3 submit "$@" && says "the custodian flags" && test -s "$work/$1.e"; }
# How many leaves the custodian's log has.
log_size() { sed -n 2p "$world/custody/log/checkpoint"; }
# dated NAME OFFSET   the verdict with another date in it, signed by the room
dated() {
  local time
  time="\"$(date -u -d "$2" +%Y-%m-%dT%H:%M:%SZ)\""
  "$bin/dishonest_room" "$world/room" "$work/true.outbox" "$work/$1.outbox" \
    verdict predicate.time "$time" verdict closed.vsa.timeVerified "$time"
}

# Without any statement of the time.
check "what no log proves cannot be checked" expect 11 audit unlogged
check "it says so" says "signed, not logged: the evidence holds no proof that the verdict is in a log"
check "the true one is taken" expect 0 submit true
check "and sound" expect 0 audit true
"$bin/escrow" -q policy new --root "$world/root" --log "$world/custodian" --environment host --out "$work/alone.toml"
policy=$work/alone.toml check "without a witness in the policy it cannot be checked" expect 11 audit true
check "it says so" says \
  "? time: verdict: no quorum of witnesses says when the log had it, and its signer's word is no time"
python3 - "$work/true.e" "$work/bare.e" <<'PY'
import json, sys
evidence = json.load(open(sys.argv[1]))
evidence["proofs"], evidence["checkpoints"] = [], []
open(sys.argv[2], "w").write(json.dumps(evidence, indent=2, ensure_ascii=False) + "\n")
PY
check "nor with its proofs taken away" expect 11 audit bare
check "it says so" says "the evidence holds no proof"

# The signer says when.
dated soon "+200 seconds" && dated later "+20 minutes" && dated earlier "-20 minutes" && dated early "-200 seconds"
check "clocks that are a little apart are no fault" flagged soon
check "and sound" expect 0 audit soon
check "to the other side too" flagged early
check "and sound" expect 0 audit early
check "a verdict that is later than the log is not logged" expect 3 submit later
check "it says why" says "the custodian refuses the verdict" "it is dated" \
  "is dated after its log's time counts nowhere"
check "and leaves no evidence" test ! -e "$work/later.e"
check "one that is earlier than what it rests on" flagged earlier
check "is refused" expect 10 audit earlier
check "it says so" says "verdict: time: its time does not fit" "it rests on says"

# The room's identity has expired, and its statements are dated before that.
dated late "-10 seconds"
serve_at +40d +40d
check "a client refuses what an expired room says to have said earlier" expect 10 faketime -f +40d "$bin/escrow" \
  submit "$work/late.outbox" \
  --at "$at" --agreement "$world/agreement.json" --policy "$world/policy.toml"
check "it says so" says '"Room One"' "expired on"
before=$(log_size)
check "and the custodian takes none from a client that does not ask" expect 3 submit late faketime -f +40d
check "it says why, and what the room can do" says "the custodian refuses the verdict" '"Room One"' "expired on" \
  "one that was signed before and is logged now would count nowhere" "hint: a new identity"
check "no leaf is written" test "$before" = "$(log_size)"
check "nor evidence" test ! -e "$work/late.e"
cp "$work/true.outbox" "$work/proven.outbox"
check "what was logged in time is proven again" flagged proven faketime -f +40d
check "what was logged in time still counts" expect 0 audit true --as-of "$(date -u -d '+41 days' +%Y-%m-%dT%H:%M:%SZ)"

# A witness whose clock ran ahead, and was set right.
serve_at +2h +0d
dated ahead "+1 second"
check "a witness ahead of its time" flagged ahead
check "proves nothing yet" expect 11 audit ahead
check "it says so" says "after the time this is judged as of"
serve_at +0d +0d
dated again "+1 second"
check "set right, it goes on" flagged again
check "and its evidence is sound" expect 0 audit again
check "it says what happened" grep -i "ahead" "$world/witness.log"

# An export that is dated after its log's time: whatever a room said of it would be earlier than what it rests on.
serve_at +0d +2h
step "an export by a custodian ahead of its time" "$bin/escrow" export "$(cat "$release/deposit")" --room \
  "$world/room" --at "$at" \
  --agreement "$world/agreement.json" --key "$world/room" --out "$work/ahead.export"
check "is not worked on" expect 10 "$bin/verifier" import "$work/ahead.export" --data "$work/other-room" --policy \
  "$world/policy.toml"
check "it says so" says "the export statement: export: time: its time does not fit" "and the log had it by"
