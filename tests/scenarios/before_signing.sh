#!/usr/bin/env bash
# What verifier verify says before it signs: a verdict stays in its chain, so a mistyped artifact, a wrong folder and a
# trial leave no trace there. A build that failed shows the end of its log.
. "$(dirname "$0")/lib.sh"

sample_begin
sample_build
sample_deposit
name=$(basename "$deployed")
mkdir "$work/wrong"
echo notes >"$work/wrong/README"
verify() { thread_room verify "$release" "$@"; }
# statements   how many the room has signed about the deposit, and where its chain is
statements() { find "$work/world/room-data" -path '*/statements/*.json' | wc -l; }
unchanged() { [ "$(statements)" = "$1" ]; }

check "a plan of a deposit that was not accepted" expect 11 verify --deployed "$deployed" --dry-run
check "names the next step" says "has not accepted it yet" "hint: verifier accept"
check "and signs nothing" unchanged 0
step "accepted" thread_room accept "$release"
before=$(statements)
check "a plan" expect 0 verify --deployed "$deployed" --dry-run
check "says what would be judged against what" says "$name would be judged against the artifact $name" "to be built" \
  "nothing is signed"
check "a plan in JSON" expect 0 verify --deployed "$work/wrong" --dry-run --json
check "has no artifact for a stray" says '"assay-verify-plan-v1"' '"artifact": null'
check "an artifact that the recipe does not declare" expect 2 verify --deployed "$deployed" --artifact "${name}x"
check "is told with those it does" says "the recipe declares no artifact \"${name}x\"" "hint: it declares \"$name\""
check "none of that signed anything" unchanged "$before"

# at_terminal ANSWER COMMAND...   runs it at a terminal where a person gives that answer
at_terminal() {
  python3 - "$@" <<'PY'
import os, pty, sys
answer, command = sys.argv[1], sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execv(command[0], command)
shown, answered = b"", False
while True:
    try:
        some = os.read(terminal, 4096)
    except OSError:
        break
    if not some:
        break
    shown += some
    if not answered and b"[y/N] " in shown:
        os.write(terminal, answer.encode() + b"\n")
        answered = True
print(shown.decode(errors="replace"))
if not answered and answer != "none":
    print("nothing was asked")
    sys.exit(99)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
PY
}
asked() {
  at_terminal "$1" "$bin/verifier" verify "$(cat "$release/deposit")" --data "$world/room-data" --key "$world/room" \
    "${@:2}"
}
check "a wrong folder, and a person says no" expect 2 asked n --deployed "$work/wrong"
check "it says what is wrong, and what would be right" says "is called like an artifact of the recipe" "$name" \
  "nothing was signed"
check "nothing is signed" unchanged "$before"
check "a person is not asked about what fits" expect 0 asked none --deployed "$deployed"
check "no ordinal was taken by what was not signed" says "this verdict is number 2 of"
first=$(statements)
check "with a yes it is signed" expect 15 asked y --deployed "$work/wrong"
check "one verdict more" unchanged $((first + 1))
check "with --as-is no person is asked" expect 15 asked none --deployed "$work/wrong" --as-is
without_terminal() { verify --deployed "$work/wrong" </dev/null; }
check "without a terminal too" expect 15 without_terminal
check "but it is said" says "is called like an artifact of the recipe"
check "three verdicts more" unchanged $((first + 3))
check "a plan names the rebuild there is" expect 0 verify --deployed "$deployed" --dry-run
check "that is" says "the one this room has done"

release=$work/failing
mkdir "$release"
sed -i '1i int is_not_there = missing_name;' "$source/src/main.c"
sample_deposit
check "a build that fails" expect 15 verify --deployed "$deployed"
check "shows the end of its log, and where it lies" says "the end of its log" "missing_name" "/build.log"
check "so does verifier rebuild" expect 15 thread_room rebuild "$release"
check "the same" says "the end of its log" "missing_name" "/build.log"
