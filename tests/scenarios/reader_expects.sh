#!/usr/bin/env bash
# A root's word for a vendor is no word for what that vendor calls its product, and an older version is as sound as the
# newer: a reader says what it expects, and the report names what it did not say.
. "$(dirname "$0")/lib.sh"

sample_begin
sample_build
sample_deposit
step "verdict" expect 0 thread_room verify "$release" --deployed "$deployed" --evidence "$work/e"
step "into the log" thread_carry_out "$release" "$work/e"
world_policy "$work/policy.toml" --environment host
audit() { "$bin/auditor" check "${evidence:-$work/e}" --policy "${policy:-$work/policy.toml}" "$@"; }
met() { check "met: $1" expect 0 audit "${@:2}"; }
unmet() {
  check "not met: $1" expect 12 audit "${@:3}"
  check "it says so" says "policy not met: the evidence is sound" "$2"
}
head_says() { head -5 "$expected" >"$work/head" && expected=$work/head says "$@"; }
# The id is the SHA-256 of what the identity signs.
id_of() { python3 -c 'import base64, hashlib, json, sys
envelope = json.loads(base64.b64decode(json.load(open(sys.argv[1]))["identity"]["envelope"]))
print(hashlib.sha256(base64.b64decode(envelope["payload"])).hexdigest())' "$world/$1/identity.json"; }

# Another vendor, whom the same root endorses, deposits a product of the same name.
first=$release
world_party rival vendor "Rival Vendor"
mv "$world/vendor" "$world/first" && mv "$world/rival" "$world/vendor"
rm "$world/agreement.json"
step "an agreement of the rival's own" world_agree
release=$work/rival
mkdir "$release"
sample_deposit
step "verdict" expect 0 thread_room verify "$release" --deployed "$deployed" --evidence "$work/rival.e"
step "into the log" thread_carry_out "$release" "$work/rival.e"
release=$first

check "nothing expected" expect 0 audit
check "the first lines say so" head_says \
  'you named no vendor: this speaks of "Sample Vendor"' 'you named no product: this speaks of "sample"' \
  'you named no version: this speaks of version "0.1"' "you named no deposit: this speaks of $(cat "$release/deposit")"
evidence=$work/rival.e check "the rival's is as sound" expect 0 audit --deployed "$deployed" --product sample \
  --version-name 0.1
check "the first lines say whose it is" head_says 'you named no vendor: this speaks of "Rival Vendor"'
evidence=$work/rival.e unmet "the rival's deposit under the vendor's name" 'expected was "Sample Vendor"' \
  --vendor "Sample Vendor"

all=(--vendor "Sample Vendor" --product sample --version-name 0.1 --deposit "$(cat "$release/deposit")" \
  --require identical,explained)
met "all of it" "${all[@]}"
check "and nothing is left to name" sh -c "! grep 'you named no' '$expected'"
vendor_id=$(id_of first)
met "the vendor by its id" --vendor "$vendor_id"
met "by the first digits" --vendor "${vendor_id:0:16}"
unmet "by too few" "expected was" --vendor "${vendor_id:0:15}"
unmet "another vendor" 'expected was "Rival Vendor"' --vendor "Rival Vendor"
unmet "another product" 'it is "sample", expected was "sum"' --product sum
unmet "a newer version" 'it is version "0.1", expected was "0.2"' --version-name 0.2
unmet "another deposit" "expected was" --deposit "$(cat "$work/rival/deposit")"
unmet "another verdict" "it is identical, expected was unexplained" --require unexplained

# The same in the policy.
policy=$work/expecting.toml
# expecting VENDORS CUSTODIANS ROOMS [LINE...]   each a list of quoted ids; then what else [expect] says
expecting() {
  local lists=(-e "s/^vendors = .*/vendors = [$1]/" -e "s/^custodians = .*/custodians = [$2]/" \
    -e "s/^rooms = .*/rooms = [$3]/")
  { sed "${lists[@]}" "$work/policy.toml" && printf '%s\n' "${@:4}"; } >"$policy"
}
expecting "\"$vendor_id\"" "\"$(id_of custodian)\"" "\"$(id_of room)\"" "deposit = \"$(cat "$release/deposit")\"" \
  "[[expect.products]]" 'name = "sample"' 'versions = ["0.1", "0.2"]'
met "a policy that expects it"
check "and nothing is left to name" sh -c "! grep 'you named no' '$expected'"
evidence=$work/rival.e unmet "the rival's under it" 'it is "Rival Vendor"'
expecting "" "" "" "[[expect.products]]" 'name = "sample"' 'versions = ["0.2"]'
unmet "a policy that expects the newer version" 'it is version "0.1", expected was "sample" 0.2'
expecting "" "\"$vendor_id\"" ""
unmet "a policy that expects another custodian" 'it is "Sample Custodian"'
expecting "" "" "\"$(id_of witness)\""
unmet "or another room" 'it is "Room One"'
