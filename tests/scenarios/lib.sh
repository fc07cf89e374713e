# shellcheck shell=bash
# For scenario tests: the programs in $bin (as they were built: in $built), a folder of the test's own in $work, and the
# sample project as a vendor has it.
#
#   skip REASON            ends the test as skipped, saying why
#   not_tried WHY [STATUS...]  says what cannot be tried here, and the exit statuses that it would have shown
#   at_end+=(COMMAND)      what is run at the end, the last one first
#   sample_begin [FOLDER]  all parties of one escrow at work; $source is a copy of the sample (or of FOLDER), $release
#                          its folder
#   sample_deposit         drafts a recipe, deposits, carries it into the room
#   sample_build           $deployed, built from $source elsewhere
#
# A scenario prints what it does and ends with 0, or with the first thing that was not as it should be.
set -euo pipefail
# A person who runs a scenario is asked nothing: programs ask where standard input is a terminal.
exec </dev/null
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../scripts" && pwd)
. "$scripts/lib/common.sh"
. "$scripts/lib/steps.sh"
. "$scripts/lib/debian.sh"
. "$scripts/lib/world.sh"
. "$scripts/lib/thread.sh"

bin=${ASSAY_BIN:-$root/build/dev/bin}
[ -x "$bin/escrow" ] || die "finds no programs in $bin: ASSAY_BIN names another folder" 5
work_begin "$(mktemp -d "${TMPDIR:-/tmp}/assay-scenario.XXXXXX")"
scenario=$(basename "$0" .sh)

# How each program ends is written down, and held against its page in the end (ended.py). The auditor is linked whole:
# nothing can be loaded into it, so a script starts it. A sanitizer's library wants to be the first.
built=$bin
if [ -e "$built/libended.so" ] && [ -z "${ASSAY_SANITIZED:-}" ]; then
  export ASSAY_ENDED=$work/ended.tsv LD_PRELOAD=$built/libended.so
  bin=$work/programs
  mkdir "$bin"
  ln -s "$built"/* "$bin/"
  rm "$bin/auditor"
  cat >"$bin/auditor" <<SH
#!/usr/bin/env bash
trap : INT
status=0
"$built/auditor" "\$@" || status=\$?
echo "\$(printf '%s\t' "\$status" auditor "\${@//[[:cntrl:]]/ }")" >>"$ASSAY_ENDED"
exit \$status
SH
  chmod +x "$bin/auditor"
  : >"$ASSAY_ENDED"
  chmod 666 "$ASSAY_ENDED"
fi

at_end=()
scenario_end() {
  local status=$? i
  for ((i = ${#at_end[@]} - 1; i >= 0; i--)); do eval "${at_end[i]}" || true; done
  world_stop
  if [ "$status" = 0 ] && [ -n "${ASSAY_ENDED:-}" ]; then
    "$root/tests/scenarios/ended.py" hold "$scenario" "$ASSAY_ENDED" || status=1
  fi
  if [ -n "${ASSAY_KEEP:-}" ]; then echo "left in $work"; else rm -rf "$work" 2>/dev/null || true; fi
  exit "$status"
}
trap scenario_end EXIT

skip() { echo "skipped: $1"; exit 77; }
not_tried() {
  echo "not tried: $1"
  [ -z "${ASSAY_ENDED:-}" ] || (IFS=$'\t' && shift && echo "not tried$IFS$*") >>"$ASSAY_ENDED"
}

# Runs a check of ours, named, its output shown when it fails.
check() {
  local text=$1 status=0
  shift
  "$@" >"$work/check.out" 2>&1 || status=$?
  if [ "$status" = 0 ]; then echo "ok: $text"; return; fi
  cat "$work/check.out"
  echo "NOT as it should be: $text"
  return 1
}

sample_begin() {
  source=$work/sample release=$work/release
  cp -r "${1:-$scripts/sample}" "$source"
  mkdir -p "$release"
  step "everybody of one escrow" world_begin "$work/world"
  step "witness and custodian" world_serve
}

sample_build() {
  cp -r "$source" "$work/elsewhere"
  (umask 022 && make -s -C "$work/elsewhere" install DESTDIR="$work/deployed" >/dev/null)
  deployed=$(echo "$work"/deployed/*)
}

sample_deposit() {
  step "recipe" thread_recipe "$release" "$source" --host --artifact "$(basename "$deployed")"
  step "deposit" thread_deposit "$release" "$source"
  step "into the room" thread_carry_in "$release"
}
