#!/usr/bin/env bash
# What is said is what is proven: a verdict has one mark wherever it is shown; without a file of the reader's own a
# report speaks of digests; no report says that anything was inspected; nothing is established where a link does not
# hold.
. "$(dirname "$0")/lib.sh"

sample_begin
sample_build
name=$(basename "$deployed")
world_policy "$work/policy.toml" --environment host
mkdir "$work/altered"
cp "$deployed" "$work/altered/"
printf x >>"$work/altered/$name"
asks() { "$bin/escrow" "$@" --at "$at" --agreement "$world/agreement.json"; }
audit() { "$bin/auditor" check "$work/$1.e" --policy "${policy:-$work/policy.toml}" "${@:2}"; }
first_says() {
  head -1 "$expected" | grep -qF -- "$1" && return
  head -3 "$expected"
  echo "expected the first line to say: $1"
  return 1
}
# one_mark MARK VERDICT   the page of that verdict shows its word with that mark, and with no other
one_mark() {
  grep -oE 'aria-hidden="true">.{1,4}</span>'"$2" "$work/$2.html" | sort -u >"$work/marks"
  cat "$work/marks"
  [ "$(cat "$work/marks")" = "aria-hidden=\"true\">$1</span>$2" ]
}
# No word of a report is of inspection, but that there was none.
uninspected() {
  sed 's/no inspection of the source is stated//; s/"inspected_lines": 0,//' "$@" >"$work/words"
  ! grep -i 'inspect' "$work/words"
}

# everywhere VERDICT MARK STATUS [OPTION...]   a release with that verdict, and its mark in every program
everywhere() {
  local verdict=$1 mark=$2 status=$3
  shift 3
  release=$work/$verdict
  mkdir "$release"
  echo "$verdict" >"$source/NOTES"
  sample_deposit
  check "$verdict in the room" expect "$status" thread_room verify "$release" "$@"
  check "has $mark" says "$mark $name is $verdict: the deployed bytes"
  step "out of the room" "$bin/verifier" outbox --out "$work/$verdict.outbox" --data "$world/room-data" \
    --key "$world/room"
  step "to the log" asks submit "$work/$verdict.outbox" --policy "$world/policy.toml" --evidence "$work/$verdict.e"
  check "$verdict in escrow show" expect 0 asks show "$(cat "$release/deposit")" --key "$world/vendor" \
    --policy "$work/policy.toml"
  check "has $mark" says \
    "state      $mark held: every byte is in custody, and the receipt proves it; the custodian says: $verdict,"
  check "and in the list of its statements" says "$mark $verdict"
  check "$verdict in escrow list" expect 0 asks list --key "$world/vendor" --policy "$work/policy.toml"
  check "has $mark" says "$(cat "$release/deposit")  held; $mark $verdict  "
  check "$verdict in verifier list" expect 0 "$bin/verifier" list --data "$world/room-data"
  check "has $mark" says "$(cat "$release/deposit")  $mark $verdict  "
  check "$verdict in auditor check" expect 0 audit "$verdict" --report "$work/$verdict.html"
  check "begins with $mark" first_says "$mark $verdict: "
  check "and its file has it too" says "file       $mark $name, " ", $verdict, SHA-256"
  check "the first line speaks of a digest" first_says "the bytes with the SHA-256 "
  check "and of nothing deployed" sh -c "! head -1 '$expected' | grep 'deployed bytes'"
  check "its text has nothing inspected" uninspected "$expected"
  check "the page has the same mark" one_mark "$mark" "$verdict"
  check "and speaks of a digest" \
    sh -c "grep '<div class=\"verdict' '$work/$verdict.html' | grep 'the bytes with the SHA-256'"
  check "and has nothing inspected" uninspected "$work/$verdict.html"
  check "its JSON" expect 0 audit "$verdict" --json
  check "has nothing inspected" uninspected "$expected"
  check "with the reader's file" expect 0 audit "$verdict" --deployed "${2%/*}/$name"
  check "the first line speaks of it" first_says "$mark $verdict: the deployed bytes"
}
everywhere identical ✓ 0 --deployed "$deployed"
cp "$source/Makefile" "$work/Makefile"
sed -i 's/^install:.*/&\n\tfalse/' "$source/Makefile"
everywhere not-comparable '?' 15 --deployed "$deployed"
cp "$work/Makefile" "$source/Makefile"
everywhere unexplained ✗ 14 --deployed "$work/altered/$name"

check "another person's file" expect 14 audit identical --deployed "$work/altered/$name"
check "is not said to be the verdict's" first_says \
  '✗ deployed differs: the evidence is sound and says "identical", but of other files than yours'
check "nor is that the end of it" says "✗ sound, but about another file"
policy=$world/policy.toml check "a grade the policy does not take" expect 12 audit identical
check "is no headline of its verdict" first_says \
  '! policy not met: the evidence is sound and says "identical", but this policy asks for more'
sed 's/"value": "\[\\"L1\\",\\"L2\\"\]"/"value": "[\\"L1\\"]"/' "$work/identical.e" >"$work/forged.e"
check "a field that was not signed" expect 10 audit forged
check "is no headline of a verdict" first_says \
  "✗ check failed: this evidence does not prove its claim under this policy"
check "nothing is established" says "Nothing above is established."
