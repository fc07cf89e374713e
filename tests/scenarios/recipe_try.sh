#!/usr/bin/env bash
# What a vendor can try before anything is signed: a build as the room does it, with nobody else there. It says what a deposit and
# a verdict would say, leaves no key, no deposit and no file, and ends as verifier preflight ends.
. "$(dirname "$0")/lib.sh"

source=$work/sample release=$work/release
cp -r "$scripts/sample" "$source"
mkdir "$release" "$work/tmp"
sample_build
step "a recipe" thread_recipe "$release" "$source" --host --artifact "$(basename "$deployed")"
export TMPDIR=$work/tmp
try() { "$bin/escrow" recipe try "$release/recipe.toml" "$source" "$@"; }
tmp_is_empty() { [ -z "$(ls -A "$work/tmp")" ]; }

check "it builds" expect 0 try
check "it says so, and that nothing is signed" says "built sample 0.1" "host" "SHA-256" "nothing is signed, nothing is deposited"
check "what is deployed is identical" expect 0 try --deployed "$deployed"
check "and named" says "$(basename "$deployed") is identical"
check "nothing is left" tmp_is_empty

cp "$deployed" "$work/altered.deb"
printf x >>"$work/altered.deb"
check "another file differs" expect 14 try --deployed "$work/altered.deb"
check "with what differs" says "unexplained" "offset"
check "verifier preflight says the same" expect 14 "$bin/verifier" preflight "$source" --recipe "$release/recipe.toml" --deployed "$work/altered.deb"

check "JSON, and its status" expect 14 try --json --deployed "$work/altered.deb"
json_holds() {
  try --json --deployed "$work/altered.deb" --keep "$work/kept" 2>/dev/null | python3 -c 'import json, sys
report = json.load(sys.stdin)
assert report["format"] == "assay-preflight-v1" and report["built"] and report["signed"] is False, report
assert report["verdict"] == "unexplained" and report["exit_status"] == 14, report["verdict"]
assert report["artifacts"][0]["path"].endswith(".deb") and report["grade"]["environment"] == "host"'
  cmp "$work/kept/artifacts/$(basename "$deployed")" "$deployed"
}
check "the report holds what was found, and what was built is kept" json_holds

cp -r "$source" "$work/broken"
sed -i '1i int is_not_there = missing_name;' "$work/broken/src/main.c"
check "a build that fails is 15" expect 15 "$bin/escrow" recipe try "$release/recipe.toml" "$work/broken" --keep "$work/failed"
check "the end of its log is shown, and where it is" says "not built" "missing_name" "$work/failed/build.log"
check "the whole log is kept" grep -q missing_name "$work/failed/build.log"

cp -r "$source" "$work/secret"
openssl genpkey -algorithm ed25519 >"$work/secret/src/key.pem"
check "what a deposit would refuse does not keep it from building" expect 0 "$bin/escrow" recipe try "$release/recipe.toml" "$work/secret"
check "and is named" says "escrow deposit would refuse it" "src/key.pem"

check "no source" expect 5 "$bin/escrow" recipe try "$release/recipe.toml" "$work/nothing"
check "no recipe" expect 5 "$bin/escrow" recipe try "$work/nothing.toml" "$source"
check "no option at all" expect 2 "$bin/escrow" recipe try "$release/recipe.toml"
few_files() { (ulimit -n 100 && try); }
check "no cell" expect 16 few_files
check "nothing is left" tmp_is_empty

mkdir "$work/alone"
cp "$bin/escrow" "$work/alone/"
alone() { PATH=/nowhere "$work/alone/escrow" recipe try "$release/recipe.toml" "$source"; }
check "without the room's program" expect 5 alone
check "it says what to do" says "neither beside escrow nor in PATH" "hint: install verifier"
