#!/usr/bin/env bash
# What a vendor can try alone before anything is signed: a build as the room does it. It says what a deposit and a
# verdict would say, leaves no key, no deposit and no file, and ends as verifier preflight ends.
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
check "it says so, and that nothing is signed" says "built sample 0.1" "host" "SHA-256" \
  "nothing is signed, nothing is deposited"
check "what is deployed is identical" expect 0 try --deployed "$deployed"
check "and named" says "$(basename "$deployed") is identical"
check "nothing is left" tmp_is_empty

cp "$deployed" "$work/altered.deb"
printf x >>"$work/altered.deb"
check "another file differs" expect 14 try --deployed "$work/altered.deb"
check "with what differs" says "unexplained" "offset"
check "verifier preflight says the same" expect 14 "$bin/verifier" preflight "$source" --recipe "$release/recipe.toml" \
  --deployed "$work/altered.deb"

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
check "a build that fails is 15" expect 15 "$bin/escrow" recipe try "$release/recipe.toml" "$work/broken" \
  --keep "$work/failed"
check "the end of its log is shown, and where it is" says "not built" "missing_name" "$work/failed/build.log"
check "the whole log is kept" grep -q missing_name "$work/failed/build.log"

mkdir "$work/misnamed"
cp "$release"/recipe.* "$work/misnamed/"
sed -i 's|^path = .*|path = "usr/bin/mistyped"|' "$work/misnamed/recipe.toml"
check "an artifact that is not built" expect 15 "$bin/escrow" recipe try "$work/misnamed/recipe.toml" "$source"
check "is named, with what the build left" says 'left no artifact "usr/bin/mistyped"' "what the build left in" \
  "$(basename "$deployed")"

cp -r "$source" "$work/secret"
openssl genpkey -algorithm ed25519 >"$work/secret/src/key.pem"
check "what a deposit would refuse does not keep it from building" expect 0 "$bin/escrow" recipe try \
  "$release/recipe.toml" "$work/secret"
check "and is named" says "escrow deposit would refuse it" "src/key.pem"

# A recipe over the source of another product.
cp -r "$source" "$work/other"
printf 'cmake_minimum_required(VERSION 3.20)\nproject(unzip VERSION 6.0 LANGUAGES C)\n' >"$work/other/CMakeLists.txt"
check "a recipe is held against its source" expect 10 "$bin/escrow" recipe check "$release/recipe.toml" \
  "$work/other"
check "with both names" says '"sample 0.1"' 'CMakeLists.txt says "unzip 6.0"' "hint: --as-named"
check "--as-named keeps the recipe's" expect 0 "$bin/escrow" recipe check "$release/recipe.toml" "$work/other" \
  --as-named
check "what agrees is complete" expect 0 "$bin/escrow" recipe check "$release/recipe.toml" "$source"
check "a trial builds it and says the same" expect 0 "$bin/escrow" recipe try "$release/recipe.toml" "$work/other"
check "as a refusal of the deposit" says "escrow deposit would refuse it" 'CMakeLists.txt says "unzip 6.0"'
if command -v git >/dev/null; then
  cp -r "$source" "$work/tagged"
  (cd "$work/tagged" && export GIT_CONFIG_NOSYSTEM=1 HOME=/nonexistent GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b \
    GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b && git init -q && git add . && git commit -qm one && git tag v0.1 \
    && git commit -q --allow-empty -m two && git tag -a -m two v0.2)
  check "a commit whose tag is another version" expect 10 "$bin/escrow" recipe check "$release/recipe.toml" \
    "$work/tagged"
  check "is told with its tag" says '"sample 0.1"' 'the git tag "v0.2" says "0.2"'
  check "the commit of that version" expect 0 "$bin/escrow" recipe check "$release/recipe.toml" "$work/tagged#v0.1"
fi

check "no source" expect 5 "$bin/escrow" recipe try "$release/recipe.toml" "$work/nothing"
check "no recipe" expect 5 "$bin/escrow" recipe try "$work/nothing.toml" "$source"
check "no option at all" expect 2 "$bin/escrow" recipe try "$release/recipe.toml"
few_files() { (ulimit -n 100 && try); }
check "no cell" expect 16 few_files
check "nothing is left" tmp_is_empty

# A build that does not end by itself; a signal to escrow alone, as a service manager sends it, and to both, as a
# terminal does.
cp -r "$source" "$work/endless"
sed -i 's/^install:.*/&\n\tsleep 3600/' "$work/endless/Makefile"
interrupted() {
  python3 - "$1" "$work/tmp" "$bin/escrow" recipe try "$release/recipe.toml" "$work/endless" <<'PY'
import glob, os, signal, subprocess, sys, time
whom, folder, command = sys.argv[1], sys.argv[2], sys.argv[3:]
started = subprocess.Popen(command, start_new_session=True,
                           preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
while started.poll() is None and not glob.glob(folder + "/*/jobs/*/log"):
    time.sleep(0.05)
(os.killpg if whom == "both" else os.kill)(started.pid, signal.SIGINT)
sys.exit(started.wait() % 256)
PY
}
check "interrupted at a terminal" expect 130 interrupted both
check "nothing is left" tmp_is_empty
check "interrupted alone" expect 130 interrupted alone
check "nothing is left" tmp_is_empty

mkdir "$work/alone"
cp "$bin/escrow" "$work/alone/"
alone() { PATH=/nowhere "$work/alone/escrow" recipe try "$release/recipe.toml" "$source"; }
check "without the room's program" expect 5 alone
check "it says what to do" says "neither beside escrow nor in PATH" "hint: install verifier"
