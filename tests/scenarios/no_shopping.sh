#!/usr/bin/env bash
# A build that tosses a coin does not get the verdict it wants: its rebuilds are compared, what was begun is counted,
# and everything that was said before is shown with the verdict.
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
step "to the log" "$bin/escrow" submit "$work/outbox" --at "$at" --agreement "$world/agreement.json" \
  --policy "$world/policy.toml" --evidence "$work/verdicts"
world_policy "$work/policy.toml" --environment host
# Whatever the verdict and its grade: nothing in the evidence fails, contradicts itself or is missing.
sound() {
  local status=0
  "$bin/auditor" check "$1" --policy "$work/policy.toml" || status=$?
  case $status in 0 | 12) ;; *) return 1 ;; esac
}
for evidence in "$work"/verdicts/*; do check "$(basename "$evidence") is sound" sound "$evidence"; done
check "there is evidence to be checked" [ "$(find "$work/verdicts" -type f | wc -l)" -ge 2 ]

# A deposit that does not open stops what is asked of it, not the verdicts on others.
broken=$(printf '%s' "$id" | sed 's/^dep-\(.\)\(.\)/dep-\2\1/')
[ "$broken" != "$id" ] || broken=$(printf '%s' "$id" | sed 's/^dep-./dep-q/')
mkdir "$room/deposits/$broken"
: >"$room/deposits/$broken/export"
check "beside a deposit that does not open, a verdict is given" expect 15 verify "$work/field/$name" \
  "$work/beside.evidence"
check "of the other none is given" expect 1 "$bin/verifier" verify "$broken" --deployed "$work/field/$name" \
  --data "$room" --key "$world/room"
check "the list names it, and the other" expect 3 "$bin/verifier" list --data "$room"
check "each" says "$broken" "$id" "not-comparable"
rm -r "$room/deposits/$broken"
# What was signed leaves, whatever the room thinks of its deposit by now.
mv "$room/deposits/$id/export" "$work/export"
: >"$room/deposits/$id/export"
check "what was signed about it leaves all the same" expect 0 "$bin/verifier" outbox --out "$work/beside.outbox" \
  --data "$room" --key "$world/room"
mv "$work/export" "$room/deposits/$id/export"

# The ledger of the room's signer is deleted: it begins another chain about the same deposit.
rm -r "$world/room/signer" "$room"
step "into an empty room" thread_carry_in "$release"
step "a rebuild that no record counts" rebuild
cp "$(artifact_of_last)" "$work/field/$name"
check "gives the verdict that was wanted" expect 0 verify "$work/field/$name" "$work/anew.evidence"
step "out of the room" "$bin/verifier" outbox --out "$work/anew.outbox" --data "$room" --key "$world/room"
check "the custodian flags it" expect 3 "$bin/escrow" submit "$work/anew.outbox" --at "$at" \
  --agreement "$world/agreement.json" --policy "$world/policy.toml" --evidence "$work/anew.e"
check "in words" says "a room has begun a second chain about one deposit" \
  "no favourable verdict of that room counts there"
check "and evidence of both chains proves it" expect 13 "$bin/auditor" compare "$work/first.evidence" "$work/anew.e" \
  --policy "$work/policy.toml"
check "naming both" says "a room has begun a second chain about one deposit"
check "what counts at the custodian is what was bad" expect 0 "$bin/escrow" list --at "$at" \
  --agreement "$world/agreement.json" --key "$world/vendor"
check "only" says "not-comparable"
check "no good word" eval '! grep -q "[^-]identical" "$expected"'
