#!/usr/bin/env bash
# A party is endorsed twice, or its endorsement runs out and is renewed: it is not locked out, and what cannot count is
# said before a piece is sent.
. "$(dirname "$0")/lib.sh"

source=$work/sample
cp -r "$scripts/sample" "$source"
endorse() { "$bin/escrow" -q key endorse "$world/$1" --key "$world/root" "${@:2}" >/dev/null; }
# deposit NAME [BEFORE...]   of the sample under a name of its own
deposit() {
  "${@:2}" "$bin/escrow" deposit "$source" --product "$1" --agreement "$world/agreement.json" \
    --policy "$world/policy.toml" \
    --key "$world/vendor" --at "$at" --receipt "$work/$1.receipt"
}
# refused STATUS WORDS NAME [BEFORE...]   ends so, without a byte sent
refused() {
  expect "$1" deposit "${@:3}" && says "$2" || return
  ! grep -q '^sealing' "$expected" || { cat "$expected"; echo "sealed and sent pieces first"; return 1; }
}

step "parties" world_begin "$work/world"
rm -r "$world/trustee5"
"$bin/escrow" -q key new "Trustee 5" --role trustee --out "$world/trustee5" >/dev/null
step "a trustee is endorsed for ten days" endorse trustee5 --valid-days 10
step "the vendor is endorsed once more" endorse vendor
step "and for a shorter time" endorse vendor --valid-days 30
step "witness and custodian" world_serve
check "a vendor that was endorsed three times deposits" expect 0 deposit first
check "and has a receipt that counts" expect 0 "$bin/auditor" check "$work/first.receipt" --policy "$world/policy.toml"

check "an endorsement that has run out stops a deposit before it is sent" refused 10 'no endorsement of "Trustee 5"' \
  late faketime -f +11d
step "the trustee is endorsed anew" endorse trustee5
step "the agreement takes it over" "$bin/escrow" agreement renew "$world/agreement.json" "$world/trustee5"
check "and goes on" expect 0 deposit late
check "with a receipt that counts" expect 0 "$bin/auditor" check "$work/late.receipt" --policy "$world/policy.toml"

"$bin/escrow" -q key new "Other Custodian" --role custodian --out "$world/other" >/dev/null
"$bin/escrow" -q policy new --root "$world/root" --log "$world/other" --witness "$world/witness" \
  --out "$work/other.toml"
cp "$world/policy.toml" "$work/policy.toml"
cp "$work/other.toml" "$world/policy.toml"
check "a policy that means another log stops it too" refused 10 "the policy names no key of the log of" other
"$bin/escrow" -q key new "Other Witness" --role witness --out "$world/other-witness" >/dev/null
"$bin/escrow" -q policy new --root "$world/root" --log "$world/custodian" --witness "$world/other-witness" \
  --out "$world/policy.toml" --force
check "and one that asks for another witness" refused 12 "the custodian's proof that the agreement is logged" other
cp "$work/policy.toml" "$world/policy.toml"
check "a receipt's folder that is not there as well" expect 5 "$bin/escrow" deposit "$source" --product other \
  --agreement "$world/agreement.json" \
  --policy "$world/policy.toml" --key "$world/vendor" --at "$at" --receipt "$work/nowhere/receipt"
check "under the right policy it is taken" expect 0 deposit other
world_stop
check "the custodian's data are clean" "$bin/escrow" check --data "$world/custody" --custodian "$world/custodian" \
  --policy "$world/policy.toml" --read-data
check "and are no other custodian's" expect 10 "$bin/escrow" check --data "$world/custody" \
  --custodian "$world/custodian" --policy "$work/other.toml"
