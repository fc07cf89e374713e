#!/usr/bin/env bash
# The room's keys are the signer's alone: no other user may read their files or its memory.
. "$(dirname "$0")/lib.sh"

sample_begin
sample_build
sed -i 's|^sum-sample:.*|&\n\tsleep 4|' "$source/Makefile"
sample_deposit
id=$(cat "$release/deposit")
keys=$world/room

# Key files with rights for others.
# open_to MODE PATH HINT   refused while the path has that mode
open_to() {
  local mode
  mode=$(stat -c %a "$2")
  chmod "$1" "$2"
  check "${2#"$world/"} with mode $1 is refused" expect 4 thread_room accept "$release"
  check "it says what to do" says "$3"
  chmod "$mode" "$2"
}
for mode in 750 710 701 777; do open_to $mode "$keys" "hint: chmod 700 \"$keys\""; done
for file in sign.ed25519.pem sign.mldsa87.seed seal.age; do
  for mode in 640 604; do open_to $mode "$keys/$file" 'hint: chmod 600 "'; done
done
check "nothing was signed meanwhile" expect 5 "$bin/verifier" outbox --out "$work/outbox" --data "$world/room-data" \
  --key "$keys"

# signer_of PID   the signer of a room at work
signer_of() { for _ in $(seq 60); do pgrep -P "$1" -f -- --assay-signer && return; sleep 0.05; done; return 1; }
uid_of() { sed -n 's/^Uid:\t\([0-9]*\).*/\1/p' "/proc/$1/status"; }
status_says() { grep -qE "$2" "/proc/$1/status" || { cat "/proc/$1/status"; return 1; }; }
# closed_to UID PID FILE   that user cannot read the process's file
closed_to() {
  ! setpriv --reuid "$1" --regid "$1" --clear-groups head -c 1 "/proc/$2/$3" 2>"$work/why" \
    && grep -i "denied" "$work/why"
}

if [ "$(id -u)" != 0 ]; then
  expect 0 thread_room rebuild "$release"
  check "a room without root says so" says "the signer runs as the same user as the room"
  skip "the rest needs root, to run the room as root and as others"
fi
"$bin/verifier" rebuild "$id" --data "$world/room-data" --key "$keys" >"$work/rebuilding" 2>&1 &
room=$!
signer=$(signer_of $room)
for _ in $(seq 60); do own=$(uid_of "$signer"); [ "$own" = 0 ] || break; sleep 0.05; done  # it starts as root
check "the signer runs as a user of its own, not the room's" [ "$own" != 0 ]
check "no other process runs as it" [ "$(ps -eo uid= | grep -cw "$own")" = 1 ]
check "without a capability" status_says "$signer" "^CapEff:.0+$"
check "for good" status_says "$signer" "^NoNewPrivs:.1$"
for who in "$own" 65534; do
  for file in mem maps environ; do check "user $who cannot read /proc/.../$file of it" closed_to "$who" "$signer" \
    $file; done
done
check "root without the right to trace cannot either" sh -c \
  "! setpriv --bounding-set -sys_ptrace --inh-caps -sys_ptrace head -c 1 /proc/$signer/mem 2>'$work/why' \
    && grep -i denied '$work/why'"
check "while a process of the same user's would be open to it" sh -c "
  setpriv --reuid 65534 --regid 65534 --clear-groups sh -c 'sleep 5 & head -c 1 /proc/\$!/maps >/dev/null; kill \$!'"
check "its ledger is its own" [ "$(stat -c %u "$keys/signer")" = "$own" ]
wait $room
check "the room rebuilt" grep -q "rebuilt" "$work/rebuilding"
check "and says nothing of one user for both" sh -c "! grep 'same user' '$work/rebuilding'"

# The same room without root.
user=54321
chmod 711 "$work" "$world"
chown -R $user:$user "$keys" "$world/room-data"
as_user() {
  exec setpriv --reuid $user --regid $user --clear-groups \
    env HOME="$work/home" XDG_STATE_HOME="$work/home" XDG_CACHE_HOME="$work/home" "$@"
}
mkdir "$work/home" && chown $user "$work/home"
(as_user unshare --user true) 2>/dev/null \
  || { echo "no user namespaces for others here: the room without root was not run"; exit 0; }
as_user "$bin/verifier" rebuild "$id" --again --data "$world/room-data" --key "$keys" >"$work/rebuilding" 2>&1 &
room=$!
signer=$(signer_of $room)
check "without root it has the room's user" [ "$(uid_of "$signer")" = $user ]
# It closes itself before it reads a key, not before it begins.
closed_soon() { for _ in $(seq 50); do closed_to "$@" && return; sleep 0.1; done; return 1; }
check "which cannot read its memory either" closed_soon $user "$signer" mem
wait $room || { cat "$work/rebuilding"; exit 1; }
check "and the room says so" grep -q "the signer runs as the same user as the room" "$work/rebuilding"
