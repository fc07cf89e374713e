# shellcheck shell=bash
# What a script does, as one line a step with its time, and what it expects, compared with what happened.
#
#   work_begin OURS [OWN]       makes $work: OWN must be new or empty; else OURS is emptied and taken
#   step TEXT COMMAND...        runs a command, its talk into $steps_log; its line says how long it took
#   expect STATUS COMMAND...    runs a command that must end with that exit status; what it printed is in $expected
#   says WORDS...               each of these must be in what it printed
#
# `expect` and `says` fail, showing what was printed; `step` ends the script.

steps_log=/dev/null
expected=/dev/null

# Removes a folder with build roots in it: without privileges their files belong to ids of the user's range.
remove_tree() { rm -rf "$1" 2>/dev/null || unshare --map-root-user --map-auto rm -rf "$1" 2>/dev/null \
  || as_root rm -rf "$1"; }

work_begin() {
  work=$1
  if [ -n "${2:-}" ]; then
    work=$2
    [ -z "$(ls -A "$work" 2>/dev/null)" ] || die "'$work' is not empty: name a new folder" 2
  elif [ -e "$work" ]; then
    remove_tree "$work"
  fi
  mkdir -p "$work"
  work=$(cd "$work" && pwd)
  steps_log=$work/steps.log expected=$work/expected.txt
  : >"$steps_log"
  # What the programs remember of deposits under way is left in the same folder.
  export XDG_STATE_HOME=$work/state
}

# Seconds since a moment of $EPOCHREALTIME, with one decimal.
seconds_since() {
  local since=${1/[.,]/} now=${EPOCHREALTIME/[.,]/}
  local tenths=$(((now - since + 50000) / 100000))
  printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}

step() {
  local text=$1 begin=$EPOCHREALTIME lines status=0
  shift
  lines=$(wc -l <"$steps_log")
  "$@" >>"$steps_log" 2>&1 || status=$?
  if [ "$status" != 0 ]; then
    printf '  %7s s  ✗ %s\n' "$(seconds_since "$begin")" "$text" >&2
    tail -n "+$((lines + 1))" "$steps_log" | tail -20 >&2
    die "this step failed with exit status $status; all that was printed is in $steps_log"
  fi
  printf '  %7s s  ✓ %s\n' "$(seconds_since "$begin")" "$text"
}

expect() {
  local wanted=$1 status=0
  shift
  "$@" >"$expected" 2>&1 || status=$?
  [ "$status" = "$wanted" ] && return
  cat "$expected"
  echo "expected exit status $wanted of the command above, found $status: $*"
  return 1
}

says() {
  local words
  for words; do
    grep -qF -- "$words" "$expected" && continue
    cat "$expected"
    echo "expected to read in the above: $words"
    return 1
  done
}
