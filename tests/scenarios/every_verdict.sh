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
world_policy "$work/policy.toml" --environment host
# Whatever the verdict and its grade: nothing in the evidence fails, contradicts itself or is missing.
sound() {
  local status=0
  "$bin/auditor" check "$1" --policy "$work/policy.toml" || status=$?
  case $status in 0 | 12) ;; *) return 1 ;; esac
}
for evidence in "$work"/verdicts/*; do check "$(basename "$evidence") is sound" sound "$evidence"; done
check "all six are there" test "$(ls "$work/verdicts" | wc -l)" = 6
