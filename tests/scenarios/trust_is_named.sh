#!/usr/bin/env bash
# "logged", "held" and "checked" are said of what was checked under a policy file. Without one, each command says that
# nothing was.
. "$(dirname "$0")/lib.sh"

# silent COMMAND...   ends with 0, says that nothing was checked, and uses none of the words
silent() {
  expect 0 "$@" && says "nothing was checked: no policy was given" || return
  # What follows is the list of statements as the custodian tells it; their kinds have these names.
  ! sed '/as the custodian tells it/,$d' "$expected" | grep -v 'nothing was checked' | grep -wE 'held|logged|checked' \
    || { cat "$expected"; return 1; }
}
# says_json MEMBER VALUE COMMAND...   the member of its JSON, each level one word apart by dots
says_json() {
  local name=$1 value=$2 found
  shift 2
  found=$({ "$@" --json 2>/dev/null || true; } | python3 -c 'import json, sys
value = json.load(sys.stdin)
for name in sys.argv[1].split("."): value = value[int(name) if isinstance(value, list) else name]
print(json.dumps(value))' "$name") || return
  [ "$found" = "$value" ] || { echo "$name is $found, not $value"; return 1; }
}

sample_begin
sample_build
sample_deposit
step "verdict" expect 0 thread_room verify "$release" --deployed "$deployed" --evidence "$work/one.evidence"
step "out of the room" "$bin/verifier" outbox --out "$work/room.outbox" --data "$world/room-data" --key "$world/room"
id=$(cat "$release/deposit")
asks() { "$bin/escrow" "$1" "${@:2}" --at "$at" --agreement "$world/agreement.json" --key "$world/vendor"; }
trusting=(--policy "$world/policy.toml")

for command in show status; do
  check "$command without a policy" silent asks "$command" "$id"
  check "its JSON" says_json held null asks "$command" "$id"
  check "$command with one" expect 0 asks "$command" "$id" "${trusting[@]}"
  check "says held" says "held: every byte is in custody, and the receipt proves it"
  check "its JSON" says_json held true asks "$command" "$id" "${trusting[@]}"
done
check "list without a policy" silent asks list
check "its JSON" says_json deposits.0.held null asks list
check "list with one" says_json deposits.0.held true asks list "${trusting[@]}"
check "evidence without a policy" silent asks evidence "$id" --out "$work/again.receipt"
check "which replaces nothing" expect 1 asks evidence "$id" --out "$work/again.receipt"
check "evidence with one" expect 0 asks evidence "$id" --out "$work/again.receipt" "${trusting[@]}"
check "says that it was" says "checked under your policy"

submit() { "$bin/escrow" submit "$work/room.outbox" --at "$at" --agreement "$world/agreement.json" "$@"; }
check "an outbox without a policy" silent submit --evidence "$work/sent.evidence"
check "says that it was sent" says "sent; nothing was checked"
check "its JSON" says_json checked false submit
check "its evidence replaces nothing" expect 1 submit --evidence "$work/sent.evidence"
check "though it is good" expect 12 "$bin/auditor" check "$work/sent.evidence" "${trusting[@]}"
check "an outbox with one" expect 0 submit --evidence "$work/sent.evidence" "${trusting[@]}"
check "says that it is logged" says "logged"
check "its JSON" says_json outcome '"logged"' submit "${trusting[@]}"

# Under a policy that trusts others, nothing is shown as held.
"$bin/escrow" -q key new "Other Anchor" --role root --out "$world/other-root" >/dev/null
"$bin/escrow" -q policy new --root "$world/other-root" --log "$world/custodian" --witness "$world/witness" \
  --out "$work/other.toml"
check "a policy that trusts another root" expect 11 asks status "$id" --policy "$work/other.toml"
check "is not told that it is held" says "no root of the policy endorses"
check "nor that anything is logged" expect 10 submit --policy "$work/other.toml"
check "by its list either" says_json deposits.0.held false asks list --policy "$work/other.toml"
