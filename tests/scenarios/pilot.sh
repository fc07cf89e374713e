#!/usr/bin/env bash
# A newcomer with a release of their own: a pilot, a deposit, a verdict, an audit; no option is given twice.
. "$(dirname "$0")/lib.sh"

trial="$work/my trial"
at_end+=('"$bin/escrow" -q pilot "$trial" --stop >/dev/null 2>&1')

# Interrupted in the middle, then again: it goes on where it was.
"$bin/escrow" pilot "$trial" >"$work/out" 2>"$work/err" &
pilot=$!
for _ in $(seq 100); do if [ -e "$trial/trustee2" ]; then break; fi; sleep 0.05; done
kill -TERM "$pilot"
status=0
wait "$pilot" || status=$?
check "an interrupted pilot ends with 130" test "$status" = 130
check "and says how to go on" grep -qF "hint: run it again: what is made is kept" "$work/err"
check "and runs nothing" test ! -e "$trial/custodian.pid"
"$bin/escrow" pilot "$trial" >"$work/out" 2>"$work/err"
not_again() { ! grep -q "key new 'Pilot Vendor'" "$work/err"; }
check "what was made before the interruption is not made again" not_again
check "each step is shown as the command of a person" grep -qF \
  "$ escrow agreement sign agreement.json --key trustee5" "$work/err"
check "the servers run" grep -q "running: witness, custodian and carrier" "$work/out"

cp -r "$scripts/sample" "$trial/sum-sample"
cp -r "$scripts/sample" "$work/elsewhere"
(umask 022 && make -s -C "$work/elsewhere" install DESTDIR="$work/deployed" >/dev/null)
deployed=$(echo "$work"/deployed/*.deb)
cd "$trial"
"$bin/escrow" recipe init sum-sample --host --artifact "$(basename "$deployed")" --out recipe.toml >/dev/null 2>&1
"$bin/escrow" recipe lock recipe.toml >/dev/null 2>&1
"$bin/escrow" deposit sum-sample --recipe recipe.toml --receipt receipt.evidence >"$work/out" 2>"$work/err"
deposit=$(sed -n 's/^deposit *\(dep-[a-z0-9]*\).*/\1/p' "$work/out")
check "the deposit is held" test -n "$deposit"
check "what of the settings counts is said" grep -qF "assay.toml: --agreement, --policy, --key, --at" "$work/err"

# await SECONDS COMMAND...
await() {
  local left=$(($1 * 5))
  shift
  until "$@" >/dev/null 2>&1; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || return 1
    sleep 0.2
  done
}
in_room() { "$bin/verifier" list 2>/dev/null | grep -q "$deposit"; }
check "the carrier brings it into the room" await 60 in_room
"$bin/verifier" verify "$deposit" --deployed "$deployed" >"$work/out" 2>&1
check "the verdict is identical" grep -q "is identical" "$work/out"
has_evidence() { ls evidence/*.evidence; }
check "the carrier has it logged and leaves the evidence" await 60 has_evidence

# The sample is built in this machine's own /usr: the default policy refuses that grade, and all else holds.
status=0
"$bin/auditor" check evidence/*.evidence --policy policy.toml --deployed "$deployed" --json >"$work/audit.json" || \
  status=$?
check "the audit ends with 12: sound, a weak grade" test "$status" = 12
check "every link but the grade holds" python3 - "$work/audit.json" <<'PY'
import json, sys
links = json.load(open(sys.argv[1]))["links"]
bad = [link for link in links if link["outcome"] not in ("holds", "remark")]
assert bad and all(link["outcome"] == "policy-unmet" for link in bad), bad
PY

# It ends, and nothing of it runs any more; begun again it is at the same address and knows what it knew.
at=$("$bin/escrow" config --json | python3 -c 'import json, sys
print(next(s["value"] for s in json.load(sys.stdin)["settings"] if s["name"] == "at"))')
pids=$(cat witness.pid custodian.pid carrier.pid)
"$bin/escrow" pilot . --stop >"$work/out" 2>&1
none_runs() { for pid in $pids; do if [ -e "/proc/$pid" ]; then return 1; fi; done; }
check "after --stop nothing runs" await 10 none_runs
cd "$work"
"$bin/escrow" pilot "$trial" --json >"$work/again.json" 2>"$work/err"
check "it starts again at the same address" grep -qF "\"$at\"" "$work/again.json"
check "nothing is made twice" test "$(grep -c 'key new\|agreement\|policy new' "$work/err")" = 0
cd "$trial"
check "the deposit is there still" "$bin/escrow" status "$deposit"
cd "$work"
mkdir "$work/empty"
status=0
"$bin/escrow" pilot "$work/empty" --stop >"$work/out" 2>&1 || status=$?
check "where there is no pilot, --stop says so" test "$status" = 5
check "and what to run" grep -qF "hint: escrow pilot DIR makes one" "$work/out"
