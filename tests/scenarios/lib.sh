# shellcheck shell=bash
# For scenario tests: the programs in $bin, a folder of the test's own in $work, and the sample project as a vendor has
# it.
#
#   skip REASON            ends the test as skipped, saying why
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
scenario_end() {
  world_stop
  if [ -n "${ASSAY_KEEP:-}" ]; then echo "left in $work"; else rm -rf "$work" 2>/dev/null || true; fi
}
trap scenario_end EXIT

skip() { echo "skipped: $1"; exit 77; }

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
