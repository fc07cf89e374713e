#!/usr/bin/env bash
# Every verdict can be logged: of one file and of many, the good, the bad, and those over which nothing could be
# compared. All leave the room in one outbox, and none holds back another.
. "$(dirname "$0")/lib.sh"

sample_begin
sample_build
sample_deposit
good=$release name=$(basename "$deployed")
mkdir "$work/verdicts" "$work/mixed"
verify() { local status=$1 release=$2; shift 2; expect "$status" thread_room verify "$release" "$@"; }
check "identical" verify 0 "$good" --deployed "$deployed"
cp "$deployed" "$work/other"
printf x >>"$work/other"
check "unexplained" verify 14 "$good" --deployed "$work/other" --artifact "$name"
mkdir "$work/strays"
echo notes >"$work/strays/README"
check "a folder of nothing but strays" verify 15 "$good" --deployed "$work/strays"
check "it says so" says "no artifact of the rebuild is called like it"
cp "$deployed" "$work/mixed/$name"
echo notes >"$work/mixed/README"
check "a folder with a stray file" verify 15 "$good" --deployed "$work/mixed"
cp "$work/other" "$work/mixed/$name"
check "a folder with a stray file and one that differs" verify 14 "$good" --deployed "$work/mixed"

# A build that fails; and a product whose recipe says another version than its source.
failing=$work/failing foreign=$work/foreign
cp -r "$source" "$work/broken"
sed -i 's/^install:.*/&\n\tfalse/' "$work/broken/Makefile"
mkdir -p "$failing" "$foreign"
step "a recipe that fails" thread_recipe "$failing" "$work/broken" --host --artifact "$name"
step "its deposit" thread_deposit "$failing" "$work/broken"
step "into the room" thread_carry_in "$failing"
check "a failed build" verify 15 "$failing" --deployed "$deployed"
check "it says so" says "there is no rebuild"
cp -r "$source" "$work/packaged"
mkdir "$work/packaged/debian"
echo "another (9.9-1) unstable; urgency=low" >"$work/packaged/debian/changelog"
step "a recipe of another product than its source" thread_recipe "$foreign" "$work/packaged" --host --artifact "$name"
check "its deposit is refused before it is sent" expect 10 thread_deposit "$foreign" "$work/packaged"
check "for that reason" grep -F "another 9.9-1" "$foreign/deposit.json"
check "nothing is deposited" test ! -e "$foreign/deposit"
rm -r "$work/packaged/debian"
echo '{"name": "@acme/another", "version": "9.9.0"}' >"$work/packaged/package.json"
check "so is one of another product than its package.json" expect 10 thread_deposit "$foreign" "$work/packaged"
check "with both names and the next step" grep -F 'package.json says \"@acme/another 9.9.0\"' "$foreign/deposit.json"
check "--as-named deposits it" expect 0 thread_deposit "$foreign" "$work/packaged" --as-named
check "and says what was passed over" says "deposited as the recipe names it" "@acme/another 9.9.0"

step "out of the room" "$bin/verifier" outbox --out "$work/outbox" --data "$world/room-data" --key "$world/room"
step "to the log" "$bin/escrow" submit "$work/outbox" --at "$at" --agreement "$world/agreement.json" \
  --policy "$world/policy.toml" --evidence "$work/verdicts"
# What the room sealed to the vendor: how the build ended, and the end of what it printed.
closed() { "$bin/escrow" show "$(cat "$1/deposit")" --closed --at "$at" --agreement "$world/agreement.json" \
  --key "$2"; }
check "the vendor reads the end of the log" expect 0 closed "$failing" "$world/vendor"
check "as make wrote it" says "the build ended with exit code 2" "the end of its log:" "install] Error 1" \
  "$name: ? not-comparable"
check "so does the room" expect 0 closed "$failing" "$world/room"
check "a trustee does not" expect 4 closed "$failing" "$world/trustee1"
world_policy "$work/policy.toml" --environment host
# Whatever the verdict and its grade: nothing in the evidence fails, contradicts itself or is missing.
sound() {
  local status=0
  "$bin/auditor" check "$1" --policy "$work/policy.toml" || status=$?
  case $status in 0 | 12) ;; *) return 1 ;; esac
}
for evidence in "$work"/verdicts/*; do check "$(basename "$evidence") is sound" sound "$evidence"; done
check "all six are there" test "$(ls "$work/verdicts" | wc -l)" = 6

# The vendor makes the same evidence of what the custodian has and its own key opens; so does the room. A carrier's
# folder opens nothing.
fetch() {
  "$bin/escrow" evidence "$(cat "$good/deposit")" --verdict --at "$at" --agreement "$world/agreement.json" \
    --key "$world/$1" "${@:2}"
}
mkdir "$work/fetched" "$work/unchecked"
claim_of() { json_value claim statement <"$1"; }
same_as_carried() {
  local carried
  for carried in "$work"/verdicts/*; do
    [ "$(claim_of "$carried")" != "$(claim_of "$1")" ] || { cmp "$carried" "$1"; return; }
  done
  return 1
}
check "the vendor fetches the evidence of all verdicts" expect 0 fetch vendor --policy "$world/policy.toml" \
  --out "$work/fetched"
check "all five are there" test "$(ls "$work/fetched" | wc -l)" = 5
for evidence in "$work"/fetched/*; do
  check "$(basename "$evidence") is what the carrier completed" same_as_carried "$evidence"
done
check "they are named after product and file" test -n "$(ls "$work/fetched" | grep '^sample-0.1-sum-sample')"
check "so does the room, unchecked" expect 0 fetch room --out "$work/unchecked"
check "it says so" says "nothing was checked"
check "one file does not take five" expect 2 fetch vendor --policy "$world/policy.toml" --out "$work/one.evidence"
check "nothing is written then" test ! -e "$work/one.evidence"
check "a carrier opens nothing" expect 5 fetch carrier --policy "$world/policy.toml" --out "$work/fetched"
check "it says what to name" says "escrow key carrier"
check "a trustee neither" expect 4 fetch trustee1 --policy "$world/policy.toml" --out "$work/fetched"
check "of a deposit without a verdict there is none" expect 5 "$bin/escrow" evidence "$(cat "$foreign/deposit")" \
  --verdict --at "$at" --agreement "$world/agreement.json" --key "$world/vendor" --out "$work/none.evidence"
