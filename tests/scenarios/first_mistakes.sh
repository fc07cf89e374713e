#!/usr/bin/env bash
# The mistakes of a first day: each ends with its status, says what is wrong, and names the next step.
. "$(dirname "$0")/lib.sh"

# wrong TEXT STATUS COMMAND... -- WORDS...   ends so, and says all of that
wrong() {
  local text=$1 status=$2 command=()
  shift 2
  while [ "$1" != -- ]; do command+=("$1"); shift; done
  shift
  check "$text" expect "$status" "${command[@]}"
  check "  and is told" says "$@"
}
escrow() { "$bin/escrow" "$@"; }
verifier() { "$bin/verifier" "$@"; }
asks() { escrow "$@" --at "$at" --agreement "$world/agreement.json"; }
deposits() {
  escrow deposit "$source" --recipe "$1" --policy "${policy:-$world/policy.toml}" --agreement \
    "${agreement:-$world/agreement.json}" \
    --key "$world/vendor" --at "$at" "${@:2}"
}
audits() { "$bin/auditor" check "$@"; }

sample_begin
sample_build
name=$(basename "$deployed")

# What an option is where it is not given.
wrong "the help says it" 0 escrow agreement new --help -- "else 3" "else 10" "else 3650" "else vendor"
wrong "that of a server too" 0 escrow serve --help -- "(0: a free one); else"
# Before there is a recipe.
wrong "a folder whose outputs are not named" 2 escrow recipe init "$source" --out "$work/r.toml" -- \
  "--artifact usr/bin/NAME"
wrong "a recipe of a revision" 5 escrow recipe init "$source#v1" --artifact x --out "$work/r.toml" -- \
  "drafted from the folder"
mkdir "$work/bare"
wrong "a folder without a Makefile is a warning" 0 escrow recipe init "$work/bare" --artifact x --out "$work/r.toml" \
  -- \
  "there is no Makefile" '"0.1" a placeholder' "escrow recipe lock \"$work/r.toml\" --depends"
wrong "a recipe that was not locked" 4 deposits "$work/r.toml" --receipt "$work/x.receipt" -- \
  "escrow recipe lock \"$work/r.toml\""
wrong "nor is it complete" 4 escrow recipe check "$work/r.toml" -- "escrow recipe lock \"$work/r.toml\""
mkdir "$work/alone"
printf '%s\n' 'Format: 1.0' 'Source: alone' 'Binary: alone' 'Architecture: any' 'Version: 1' \
  'Maintainer: X <x@example.org>' 'Checksums-Sha256:' " $(printf %064d 0) 1 alone_1.tar.gz" 'Files:' \
  " $(printf %032d 0) 1 alone_1.tar.gz" >"$work/alone/alone_1.dsc"
wrong "a .dsc without its tarball" 5 escrow deposit "$work/alone/alone_1.dsc" --agreement "$world/agreement.json" \
  --policy "$world/policy.toml" \
  --key "$world/vendor" --at "$work/out" -- 'it names "alone_1.tar.gz", which is not there beside it' \
    "apt-get source --download-only"

sample_deposit
receipt=$release/receipt.evidence
id=$(cat "$release/deposit")
# A character that is not the next one in the id.
typo=${id:0:7}$([ "${id:7:1}" = a ] && echo b || echo a)

# Names.
wrong "an id mistyped at the custodian" 5 asks status "$typo" --key "$world/vendor" -- "no deposit here is $typo" \
  "perhaps it is ${id:0:8}" "escrow list"
wrong "and in the room" 5 verifier verify "$typo" --deployed "$deployed" --data "$world/room-data" --key \
  "$world/room" -- \
  "perhaps it is ${id:0:8}" "verifier list"
wrong "a key folder that is not there" 5 asks status "$id" --key "$work/nowhere" -- "escrow key new makes one"
wrong "a receipt that is there" 1 deposits "$release/recipe.toml" --receipt "$world/policy.toml" -- "exists already" \
  "name another file"
: >"$work/there.export"
wrong "an export that is there" 1 asks export "$id" --key "$world/room" --out "$work/there.export" -- \
  "exists already" "--out"
wrong "a policy as a recipe" 1 deposits "$world/policy.toml" --receipt "$work/x.receipt" -- \
  "this is a policy: --policy takes it"

# Folders.
wrong "a room's data folder that is empty" 5 verifier list --data "$work/bare" -- "there is no room at" \
  "verifier import"
wrong "a custodian's, to be read" 5 escrow list --data "$work/bare" --key "$world/custodian" --policy \
  "$world/policy.toml" -- "there is no custody at"
wrong "a custodian's, to be served beside a log that is elsewhere" 20 escrow serve --data "$work/second" --key \
  "$world/custodian" \
  --policy "$world/policy.toml" --listen 127.0.0.1:0 -- "was only just begun" "--data names the wrong folder"
wrong "a custody that is served" 6 escrow serve --data "$world/custody" --key "$world/custodian" --policy \
  "$world/policy.toml" --listen 127.0.0.1:0 -- \
  "another process has it open" "--at in place of --data"
port=$(sed 's|.*:||' "$world/witness.address")
wrong "a port that is taken" 1 "$bin/witness" serve --key "$world/witness" --data "$work/w2" --logs \
  "$world/log.policy" --listen "127.0.0.1:$port" -- \
  "address already in use" "name another port"

# Evidence before it has been to the log.
step "a verdict" expect 0 thread_room verify "$release" --deployed "$deployed" --evidence "$work/local.evidence"
wrong "a verdict that is not logged" 11 audits "$work/local.evidence" --policy "$world/policy.toml" -- \
  "signed, not logged" "next:" "escrow submit OUTBOX --evidence FILE"

# Policies that are missing, and files given in another's place.
wrong "a room without a policy" 2 verifier import "$receipt" --data "$work/new-room" -- \
  "--policy FILE says whom it trusts"
wrong "an audit without one" 2 audits "$receipt" -- "--policy FILE is missing"
wrong "evidence as a policy" 1 audits "$receipt" --policy "$receipt" -- \
  "this is an evidence file: auditor check takes it"
wrong "an agreement as evidence" 11 audits "$world/agreement.json" --policy "$world/policy.toml" -- \
  "this is an agreement: --agreement takes it"
# with NAME=FILE COMMAND...   one of the files above is another
with() { local "$1" && shift && "$@"; }
wrong "a policy as an agreement" 1 with "agreement=$world/policy.toml" deposits "$release/recipe.toml" --receipt \
  "$work/x.receipt" -- \
  "this is a policy: --policy takes it"
wrong "a log policy as a policy" 1 with "policy=$world/log.policy" deposits "$release/recipe.toml" --receipt \
  "$work/x.receipt" -- \
  "this is a log policy: witness --logs takes it"
wrong "a lock as a recipe" 1 deposits "$release/recipe.lock" --receipt "$work/x.receipt" -- \
  "this is a lock: it lies beside its recipe"
wrong "a receipt as an export" 1 verifier import "$receipt" --data "$world/room-data" -- \
  "this is an evidence file: auditor check takes it"
wrong "a receipt as an outbox" 11 asks submit "$receipt" --policy "$world/policy.toml" -- \
  "this is an evidence file: auditor check takes it"
wrong "a policy as a log policy" 1 "$bin/witness" serve --key "$world/witness" --data "$work/w3" --logs \
  "$world/policy.toml" -- "this is a policy"

# Recipes that are not right.
mkdir "$work/other"
cp "$release"/recipe.* "$work/other/"
sed -i 's/^kind = .*/debian = "bookworm"/' "$work/other/recipe.toml"
wrong "a lock of another environment" 1 escrow recipe check "$work/other/recipe.toml" -- \
  "its lock is for another kind" "escrow recipe lock"
in_room() {
  release=$work/$1
  step "its deposit" thread_deposit "$release" "$source"
  step "into the room" thread_carry_in "$release"
}
mkdir "$work/misnamed" "$work/failing"
cp "$release"/recipe.* "$work/misnamed/"
cp "$release"/recipe.* "$work/failing/"
sed -i "s|^path = .*|path = \"usr/bin/mistyped\"|" "$work/misnamed/recipe.toml"
sed -i 's|^commands = \[|&\n    "echo no compiler here; exit 127",|' "$work/failing/recipe.toml"
(in_room misnamed) && (in_room failing)
wrong "an artifact that the build does not leave" 15 thread_room verify "$work/misnamed" --deployed "$deployed" -- \
  'the build left no artifact "usr/bin/mistyped"' "what the build left in" "\"$name\""
wrong "the same at the next rebuild" 15 thread_room rebuild "$work/misnamed" -- "what the build left in" "\"$name\""
wrong "a build that fails" 15 thread_room verify "$work/failing" --deployed "$deployed" -- \
  "ended with exit code 127" "the end of its log" "no compiler here" "/build.log"
wrong "an artifact that the recipe does not declare" 2 thread_room verify "$release" --deployed "$deployed" --artifact \
  mistyped -- 'the recipe declares no artifact "mistyped"' "it declares \"$name\""
mkdir "$work/many"
for file in a b c d e; do echo x >"$work/many/$file"; done
wrong "many files that nothing corresponds to" 15 thread_room verify "$release" --deployed "$work/many" -- \
  "a, b, c and 2 more are not-comparable"
step "out of the room" verifier outbox --out "$work/room.outbox" --data "$world/room-data" --key "$world/room"
wrong "one file for several verdicts" 2 asks submit "$work/room.outbox" --policy "$world/policy.toml" --evidence \
  "$work/e" -- \
  "4 verdicts" "make a folder and name it"

# Endorsed after the agreement was drawn up.
mkdir "$work/late"
for party in vendor custodian verifier trustee trustee; do
  escrow -q key new "Late $party" --role "$party" --out "$work/late/$party$([ -e "$work/late/$party" ] && echo 2)" \
    >/dev/null
done
cd "$work/late"
step "an agreement" escrow agreement new --vendor vendor --custodian custodian --room verifier --trustee trustee \
  --trustee trustee2 \
  --threshold 2 --key vendor --out agreement.json
for party in custodian verifier trustee trustee2; do escrow -q agreement sign agreement.json --key "$party" \
  >/dev/null; done
for party in vendor custodian verifier trustee trustee2; do escrow -q key endorse "$party" --key "$world/root" \
  >/dev/null; done
escrow -q policy new --root "$world/root" --log custodian --out policy.toml
late() { escrow deposit "$source" --agreement agreement.json --policy policy.toml --key vendor --at "$work/late/out" \
  --product x --version-name 1; }
wrong "parties endorsed afterwards" 11 late -- "no root of the policy endorses" "escrow agreement renew takes that over"
step "which takes them over" escrow agreement renew agreement.json vendor custodian verifier trustee trustee2
check "then it is deposited" expect 0 late

# No server there.
wrong "plain HTTP" 2 with "at=http://127.0.0.1:1" asks status "$id" --key "$world/vendor" -- \
  "plain HTTP is not allowed here" "write https://"
world_stop
wrong "a custodian that is down" 7 asks status "$id" --key "$world/vendor" -- "escrow serve runs there" \
  "run the same command again"
