#!/usr/bin/env bash
# Every command of the four programs with --json: what it prints is one object that its schema takes, in success and in
# failure. reports.py fails where a command was not run, or a format was not seen.
. "$(dirname "$0")/lib.sh"

python3 -c 'import jsonschema' 2>/dev/null || skip "python3-jsonschema is not installed"
seen=$work/seen count=0
mkdir "$seen"

# keep STATUS PROGRAM WORD...   how a command ended, for reports.py, beside what it printed; sets $out and $err
begin() { count=$((count + 1)); out=$seen/$(printf %03d $count).json err=$seen/$(printf %03d $count).err; }
keep() { printf '%s\n' "$@" >"${out%.json}.command"; }
# json STATUS PROGRAM WORD...   runs it with --json; it must end with that status
json() {
  local wanted=$1 status=0
  shift
  begin
  "$bin/$1" "${@:2}" --json >"$out" 2>"$err" || status=$?
  keep "$status" "$@"
  [ "$status" = "$wanted" ] && { echo "ok: $* ends with $status"; return; }
  cat "$out" "$err"
  echo "expected exit status $wanted, found $status: $*"
  return 1
}
# ready PROGRAM serve WORD...   what a server says once it listens; then it is ended
ready() {
  local pid
  begin
  "$bin/$1" "${@:2}" --listen 127.0.0.1:0 --json >"$out" 2>"$err" &
  pid=$!
  world_await "$out" "$pid" || { cat "$err"; echo "$* said nothing"; return 1; }
  kill -TERM "$pid"
  wait "$pid"
  keep 0 "$@"
  echo "ok: $* says where it listens"
}

trial=$work/trial
at_end+=('"$bin/escrow" -q pilot "$trial" --stop >/dev/null 2>&1')

sample_begin
sample_build
sample_deposit
id=$(cat "$release/deposit")
name=$(basename "$deployed")
none=$work/nowhere
asking=(--agreement "$world/agreement.json" --key "$world/vendor")
trusting=(--policy "$world/policy.toml")
room=(--data "$world/room-data" --key "$world/room")
mkdir "$work/made"

# What each program has.
for program in escrow verifier auditor witness; do
  json 0 "$program" --version
  json 0 "$program" config
  json 2 "$program" config --frob
  json 0 "$program" completion bash
  json 2 "$program" completion tcsh
  json 0 "$program" manual "$work/manual/$program"
  json 5 "$program" manual "$world/policy.toml/pages"
done
for program in escrow verifier; do
  begin
  status=0
  "$bin/$program" doctor --json >"$out" 2>"$err" || status=$?
  keep "$status" "$program" doctor
  json 2 "$program" doctor --frob
done

# Keys, policy, agreement.
json 0 escrow key new "Another Room" --role verifier --out "$work/made/room"
json 1 escrow key new "Another Room" --role verifier --out "$work/made/room"
json 0 escrow key endorse "$work/made/room" --key "$world/root"
json 0 escrow key carrier "$world/vendor" --out "$work/made/carrier"
json 5 escrow key carrier "$none" --out "$work/made/no-carrier"
json 5 escrow key endorse "$none" --key "$world/root"
json 0 escrow policy new --root "$world/root" --log "$world/custodian" --witness "$world/witness" \
  --out "$work/made/policy.toml" --tlog "$work/made/log.policy"
json 0 escrow policy new --root "$world/root" --log "$world/custodian" --out "$work/made/bare.toml"
json 1 escrow policy new --root "$world/root" --log "$world/custodian" --out "$work/made/bare.toml"
parties=(--vendor "$world/vendor" --custodian "$world/custodian" --room "$world/room" --trustee "$world/trustee1"
  --trustee "$world/trustee2")
json 0 escrow agreement new "${parties[@]}" --threshold 2 --key "$world/vendor" --out "$work/made/agreement.json"
json 1 escrow agreement new "${parties[@]}" --threshold 3 --key "$world/vendor" --out "$work/made/other.json"
json 0 escrow agreement sign "$work/made/agreement.json" --key "$world/custodian"
json 5 escrow agreement sign "$none" --key "$world/custodian"
json 0 escrow agreement renew "$work/made/agreement.json" "$world/room"
json 4 escrow agreement renew "$work/made/agreement.json" "$work/made/room"
json 0 escrow agreement show "$world/agreement.json"
json 5 escrow agreement show "$none"

# Recipes.
json 0 escrow recipe init "$source" --host --artifact "$name" --out "$work/made/recipe.toml"
json 1 escrow recipe init "$source" --host --artifact "$name" --out "$work/made/recipe.toml"
json 0 escrow recipe lock "$work/made/recipe.toml"
json 5 escrow recipe lock "$none"
json 0 escrow recipe check "$work/made/recipe.toml"
json 5 escrow recipe check "$none"
mkdir -p "$work/stray/recipe.materials/pool" "$work/stray/recipe.materials/lists" "$work/stamp/DEBIAN"
printf '%s\n' 'Package: stamp' 'Version: 1' 'Architecture: all' 'Maintainer: X <x@example.org>' 'Description: none' \
  >"$work/stamp/DEBIAN/control"
stamp=$work/stray/recipe.materials/pool/stamp_1_all.deb
dpkg-deb --root-owner-group -b "$work/stamp" "$stamp" >/dev/null
"$bin/escrow" -q recipe init "$source" --suite bookworm --artifact sum --out "$work/stray/recipe.toml"
python3 - "$stamp" "$work/stray/recipe.lock" <<'PY'
import hashlib, json, sys
deb = open(sys.argv[1], "rb").read()
stamp = {"name": "stamp", "version": "1", "architecture": "all", "file": "stamp_1_all.deb",
         "sha256": hashlib.sha256(deb).hexdigest(), "size": str(len(deb))}
lock = {"format": "assay-lock-v1", "environment": "debian", "suite": "bookworm", "architecture": "amd64",
        "archives": [], "packages": [stamp]}
print(json.dumps(lock, indent=2), file=open(sys.argv[2], "w"))
PY
json 0 escrow recipe check "$work/stray/recipe.toml"
echo stray >"$work/stray/recipe.materials/pool/stray_1_all.deb"
json 4 escrow recipe check "$work/stray/recipe.toml"
cp -r "$(dirname "$deployed")" "$work/altered"
altered=$work/altered/$name
python3 "$scripts/lib/alter.py" program "$deployed" "$altered" 1 >/dev/null
json 0 escrow recipe try "$work/made/recipe.toml" "$source"
json 14 escrow recipe try "$work/made/recipe.toml" "$source" --deployed "$altered" --keep "$work/made/kept"
json 5 escrow recipe try "$none" "$source"
json 0 verifier preflight "$source" --recipe "$work/made/recipe.toml" --deployed "$deployed"
json 5 verifier preflight "$none" --recipe "$work/made/recipe.toml"
cp -r "$source" "$work/broken"
printf 'install:\n\tfalse\n' >"$work/broken/Makefile"
json 15 verifier preflight "$work/broken" --recipe "$work/made/recipe.toml"

# A deposit, at its custodian.
deposit() { json "$1" escrow deposit "$source" --recipe "$2" "${asking[@]}" "${trusting[@]}" "${@:3}"; }
recipe=$release/recipe.toml
deposit 0 "$recipe" --at "$at" --receipt "$release/receipt.evidence"
deposit 0 "$recipe" --at "$at" --receipt "$work/made/again.evidence" --again --progress json
deposit 0 "$recipe" --at "$work/made/transfer" --again
deposit 0 "$recipe" --at "$work/made/bad" --again
"$bin/dishonest_vendor" "$world/vendor" "$work/made/bad"
cp "$world/vendor/sign.ed25519.pem" "$source/release.pem"
echo 'version https://git-lfs.github.com/spec/v1
oid sha256:0000
size 9' >"$source/large.bin"
deposit 4 "$recipe" --at "$work/made/secret" --again
deposit 0 "$recipe" --at "$work/made/secret" --again --allow-secret "release.pem=of this test"
rm "$source/release.pem" "$source/large.bin"
deposit 5 "$none" --at "$at" --receipt "$work/made/x.evidence"
for command in list show status; do
  deposits=("$id")
  [ "$command" != list ] || deposits=()
  json 0 escrow "$command" "${deposits[@]}" --at "$at" "${asking[@]}" "${trusting[@]}"
  json 0 escrow "$command" "${deposits[@]}" --at "$at" "${asking[@]}"
  json 7 escrow "$command" "${deposits[@]}" --at https://127.0.0.1:1 "${asking[@]}"
done
json 0 escrow evidence "$id" --at "$at" "${asking[@]}" "${trusting[@]}" --out "$work/made/held.evidence"
json 5 escrow evidence dep-aaaa --at "$at" "${asking[@]}" "${trusting[@]}" --out "$work/made/none.evidence"
json 0 escrow export "$id" --at "$at" --agreement "$world/agreement.json" --key "$world/carrier" \
  --out "$work/made/export"
json 5 escrow export dep-aaaa --at "$at" --agreement "$world/agreement.json" --key "$world/room" --out "$work/made/none"

# In the room.
json 0 verifier import "$work/made/export" --data "$world/room-data" "${trusting[@]}"
json 5 verifier import "$none" --data "$world/room-data" "${trusting[@]}"
json 0 verifier list --data "$world/room-data"
json 5 verifier list --data "$none"
json 0 verifier accept "$id" "${room[@]}"
json 5 verifier accept dep-aaaa "${room[@]}"
json 0 verifier rebuild "$id" "${room[@]}"
json 0 verifier rebuild "$id" "${room[@]}" --experiment
json 5 verifier rebuild dep-aaaa "${room[@]}"
json 0 verifier show "$id" "${room[@]}"
json 0 verifier show "$id" Makefile "${room[@]}"
json 0 verifier show "$id" Makefile --out "$work/made/Makefile" "${room[@]}"
json 5 verifier show "$id" nothing "${room[@]}"
json 5 verifier show dep-aaaa "${room[@]}"
json 0 verifier verify "$id" --deployed "$deployed" --dry-run "${room[@]}"
json 0 verifier verify "$id" --deployed "$deployed" --evidence "$work/made/good.evidence" "${room[@]}"
mkdir "$work/folder"
cp "$altered" "$work/folder/"
ln -s "$name" "$work/folder/link"
json 14 verifier verify "$id" --deployed "$work/folder" --evidence "$work/made/bad.evidence" "${room[@]}"
echo stray >"$work/folder/stray"
json 14 verifier verify "$id" --deployed "$work/folder" --as-is "${room[@]}"
json 5 verifier verify "$id" --deployed "$none" "${room[@]}"
json 0 verifier outbox --out "$work/made/outbox" "${room[@]}"
json 5 verifier outbox --out "$work/made/empty" "${room[@]}"
json 0 verifier list --data "$world/room-data"
cp -r "$world/room-data" "$work/damaged"
truncate -s 10 "$work/damaged/deposits/$id/export"
json 3 verifier list --data "$work/damaged"

# The outbox, and what the custodian says then.
carrier=(--at "$at" --agreement "$world/agreement.json" "${trusting[@]}")
mkdir "$work/made/evidence"
json 0 escrow submit "$work/made/outbox" --at "$at" --agreement "$world/agreement.json"
json 0 escrow submit "$work/made/outbox" "${carrier[@]}" --evidence "$work/made/evidence"
json 5 escrow submit "$none" "${carrier[@]}"
mkdir "$work/made/verdicts"
json 0 escrow evidence "$id" --verdict --at "$at" "${asking[@]}" "${trusting[@]}" --out "$work/made/verdicts"
json 2 escrow evidence "$id" --verdict --at "$at" "${asking[@]}" "${trusting[@]}" --out "$work/made/verdict"
json 0 escrow list --at "$at" --agreement "$world/agreement.json" --key "$world/carrier"
json 0 escrow show "$id" --at "$at" "${asking[@]}" "${trusting[@]}"
json 0 escrow show "$id" --closed --at "$at" "${asking[@]}"
json 0 escrow list --at "$at" "${asking[@]}" "${trusting[@]}"

# A room that contradicts itself, and the custodian that says so.
second=$work/second
mkdir "$second"
echo second >"$source/NOTES"
step "recipe of another" thread_recipe "$second" "$source" --host --artifact "$name"
step "another deposit" thread_deposit "$second" "$source"
step "into the room" thread_carry_in "$second"
step "verdict" expect 0 thread_room verify "$second" --deployed "$deployed"
step "out of the room" "$bin/verifier" outbox --out "$second/outbox" "${room[@]}"
"$bin/dishonest_room" "$world/room" "$second/outbox" "$second/gap" verdict predicate.chain.ordinal '"3"' \
  verdict predicate.chain.before.unfinished '"1"'
json 0 escrow submit "$second/outbox" "${carrier[@]}" --evidence "$second/honest.evidence"
json 3 escrow submit "$second/gap" --at "$at" --agreement "$world/agreement.json" --evidence "$second/gap.evidence"
"$bin/dishonest_room" "$world/room" "$second/outbox" "$second/unchained" verdict predicate.chain - verdict \
  closed.chain -
json 3 escrow submit "$second/unchained" --at "$at" --agreement "$world/agreement.json"
json 0 escrow show "$(cat "$second/deposit")" --at "$at" "${asking[@]}" "${trusting[@]}"
json 13 auditor compare "$second/honest.evidence" "$second/gap.evidence" "${trusting[@]}"

# Anybody.
world_policy "$work/made/host.toml" --environment host
for evidence in "$work"/made/evidence/*.evidence; do
  status=0
  "$bin/auditor" -q check "$evidence" --policy "$work/made/host.toml" --deployed "$deployed" >/dev/null || status=$?
  json "$status" auditor check "$evidence" --policy "$work/made/host.toml" --deployed "$deployed"
  cp "$evidence" "$work/made/one.evidence"
done
json 0 auditor check "$work/made/held.evidence" "${trusting[@]}"
json 11 auditor check "$work/made/good.evidence" "${trusting[@]}"
json 5 auditor check "$none" "${trusting[@]}"
json 0 auditor compare "$work/made/one.evidence" "$work/made/held.evidence" "${trusting[@]}"
json 5 auditor compare "$none" "$work/made/held.evidence" "${trusting[@]}"
json 0 auditor policy show "$world/policy.toml"
json 5 auditor policy show "$none"
mkdir "$work/fork"
"$bin/forked_log" "$work/fork"
json 13 auditor compare "$work/fork/mine.evidence" "$work/fork/yours.evidence" --policy "$work/fork/policy.toml" \
  --proof "$work/fork/proof.json"
json 13 auditor check "$work/fork/proof.json" --policy "$work/fork/policy.toml"

# The servers, and what is done while they are away.
json 0 escrow pilot "$trial"
json 0 escrow pilot "$trial" --stop
json 5 escrow pilot "$work/made" --stop
# The witness goes on: a receipt takes its cosignature.
kill "${world_pids[1]}"
wait "${world_pids[1]}"
json 0 escrow import "$work/made/transfer" --data "$world/custody" --key "$world/custodian" "${trusting[@]}" \
  --receipt "$work/made/import.evidence"
json 5 escrow import "$none" --data "$world/custody" --key "$world/custodian" "${trusting[@]}" \
  --receipt "$work/made/none.evidence"
# A room refuses a deposit whose shares are not what its vendor has signed.
json 0 escrow import "$work/made/bad" --data "$world/custody" --key "$world/custodian" "${trusting[@]}" \
  --receipt "$work/made/wrong.evidence"
bad=$(json_value deposit <"$out")
json 0 escrow export "$bad" --data "$world/custody" --key "$world/custodian" "${trusting[@]}" --room "$world/room" \
  --out "$work/made/bad.export"
json 0 verifier import "$work/made/bad.export" --data "$world/room-data" "${trusting[@]}"
json 10 verifier accept "$bad" "${room[@]}"
json 10 verifier verify "$bad" --deployed "$deployed" "${room[@]}"
json 0 verifier list --data "$world/room-data"
world_stop
json 2 escrow show "$id" --closed --data "$world/custody" --key "$world/custodian" "${trusting[@]}"
json 0 escrow check --data "$world/custody" --custodian "$world/custodian" "${trusting[@]}" --read-data
json 5 escrow check --data "$none" --custodian "$world/custodian" "${trusting[@]}"
json 5 witness serve --key "$none" --data "$work/made/witness" --logs "$world/log.policy"
json 5 escrow serve --key "$none" --data "$work/made/custody" "${trusting[@]}"
ready escrow serve --data "$world/custody" --key "$world/custodian" "${trusting[@]}"
ready witness serve --data "$work/made/witness" --key "$world/witness" --logs "$world/log.policy"
printf 'old 0\n\n' | cat - "$world/custody/log/checkpoint" >"$work/made/request"
json 0 witness sign "$work/made/request" --key "$world/witness" --data "$work/made/witness" --logs "$world/log.policy" \
  --out "$work/made/cosigned"
json 5 witness sign "$none" --key "$world/witness" --data "$work/made/witness" --logs "$world/log.policy" \
  --out "$work/made/none"

python3 "$(dirname "$0")/reports.py" "$root" "$seen" "$work/manual"
