#!/usr/bin/env bash
# A log that shows two histories, each cosigned, is found out by two people who compare; anybody can check the proof.
. "$(dirname "$0")/lib.sh"

"$bin/forked_log" "$work"
policy=$work/policy.toml
status() {
  local want=$1 got=0
  shift
  "$@" || got=$?
  [ "$got" = "$want" ] || { echo "ended with $got, not $want"; return 1; }
}
says() { local text=$1; shift; "$@" 2>&1 | tee "$work/said" || true; grep -qF "$text" "$work/said"; }
compare() { "$bin/auditor" compare "$work/$1.evidence" "$work/$2.evidence" --policy "$policy" "${@:3}"; }

for each in mine yours; do
  check "each history alone is sound: $each" status 0 "$bin/auditor" check "$work/$each.evidence" --policy "$policy" \
    --as-of 2027-02-01T00:00:00Z
done
check "a file is of one history with itself" status 0 compare mine mine
check "the two are not of one history" status 13 compare mine yours --proof "$work/fork.json"
check "who cosigned both is named" says "test.example/witness" compare mine yours
check "a proof replaces no file" status 1 compare mine yours --proof "$work/fork.json"
check "so is one subtree enough" status 13 compare mine late --proof "$work/late.json"

mkdir "$work/elsewhere"
cp "$work/fork.json" "$work/late.json" "$policy" "$work/elsewhere"
cd "$work/elsewhere"
rm "$work"/*.evidence
for proof in fork late; do
  check "the proof holds elsewhere, with nothing but the policy: $proof" status 13 \
    "$bin/auditor" check "$proof.json" --policy policy.toml
done
sed 's/"index": "7"/"index": "6"/' late.json >forged.json
check "a forged proof does not" status 10 "$bin/auditor" check forged.json --policy policy.toml
"$bin/escrow" -q key new Stranger --role custodian --out stranger >/dev/null
"$bin/escrow" -q key new Root --role root --out root >/dev/null
"$bin/escrow" -q policy new --root root --log stranger --out other.toml
check "a policy that does not know the log cannot tell" status 11 "$bin/auditor" check fork.json --policy other.toml

# Two quorums that need not meet.
for n in 1 2 3; do "$bin/escrow" -q key new "Witness $n" --role witness --out "w$n" >/dev/null; done
new() { "$bin/escrow" policy new --root root --log stranger "$@"; }
one_of_two() { new --witness w1 --witness w2 --quorum 1 --out p; }
check "1 of 2 is refused, with the numbers" says "a quorum of 1 out of 2 witnesses is too small" one_of_two
check "and says what to do" says "ask for --quorum 2 or more" one_of_two
check "by a usage error" status 2 one_of_two
check "and nothing is written" [ ! -e p ]
check "2 of 3 is what one gets" status 0 new --witness w1 --witness w2 --witness w3 --out p
check "it survives none" says "0 colluding witnesses" "$bin/auditor" policy show p
