#!/usr/bin/env bash
# What a room shows of a source: an access is signed, and in the outbox on disk, before a byte of it is shown; a name
# and a text that would command a terminal do not; the custodian logs and lists each access.
. "$(dirname "$0")/lib.sh"

# A text and a name that would retitle a terminal, colour it, and turn the reading direction.
sample_text='// \033]0;owned\007\033[31mred\033[0m \342\200\256gnirts\342\200\254 \377\n'
sample_begin
printf "$sample_text" >"$source/src/hostile.h"
hostile_name=$(printf 'odd\033[2J\342\200\256name.txt')
echo "of a name" >"$source/$hostile_name"
head -c 3000 /dev/urandom | tr '\001-\020' '\000' >"$source/blob.bin"
ln -s src/main.c "$source/link"
sample_build
sample_deposit
id=$(cat "$release/deposit") room=$world/room-data
show() { "$bin/verifier" show "$id" "$@" --data "$room" --key "$world/room"; }
# signed N   so many accesses are kept, and so many leave in the next outbox
signed() {
  local kept
  kept=$(python3 -c 'import json, sys
try: index = json.load(open(sys.argv[1]))
except FileNotFoundError: index = {"statements": []}
print(sum(s["kind"] == "access" for s in index["statements"]))' "$room/deposits/$id/statements/index.json")
  [ "$kept" = "$1" ] || { echo "$kept accesses are kept, not $1"; return 1; }
}
# harmless FILE   no control characters but newline and tab, none of direction, all of it UTF-8
harmless() {
  python3 - "$1" <<'PY'
import sys, unicodedata
text = open(sys.argv[1], "rb").read().decode()
bad = {c for c in text if unicodedata.category(c) in ("Cc", "Cf") and c not in "\n\t"}
sys.exit(f"reaches the terminal: {bad}" if bad else 0)
PY
}

check "an option that cannot be is refused before anything is opened" expect 2 show --basis "two
lines"
check "so is a path out of the source" expect 2 show ../../world/room/sign.ed25519.pem
check "and a copy of nothing" expect 2 show --out "$work/copy"
check "none of that signed anything" signed 0

check "the names, of a deposit that was not accepted yet" expect 0 show
check "are modes, sizes and paths" says "100644" "src/main.c" "120000" "the access is signed" "under the agreement"
check "that is one access" signed 1
check "a hostile name is escaped" says 'odd\x1b[2J\u{202e}name.txt'
check "and harms no terminal" harmless "$expected"
check "a folder" expect 0 show src/
check "has what is below it" says "src/hostile.h"
check "in JSON" expect 0 show --json
check "names are exact beside the escaped ones" says '"assay-shown-list-v1"' '"path_base64": "' '"statement": "'
check "and it is harmless too" harmless "$expected"

check "a text" expect 0 show src/main.c --basis "review of the release, Ada Meier"
check "is shown" says "main(" "review of the release, Ada Meier"
plain() { show src/main.c 2>/dev/null | cmp - "$source/src/main.c"; }
check "as it is, where it is plain" plain
check "a text that would command a terminal" expect 0 show src/hostile.h
check "is escaped" says '\x1b]0;owned\x07\x1b[31mred\x1b[0m \u{202e}gnirts' '\xff'
check "and harms none" harmless "$expected"
check "a hostile name can be given" expect 0 show "$hostile_name"
check "its content" says "of a name"
check "harmless" harmless "$expected"
check "a binary file" expect 0 show blob.bin
check "is named as one" says "binary, 3.0 kB, SHA-256 $(sha256sum "$source/blob.bin" | cut -d' ' -f1)" "00000000  " \
  "000001f0  "
check "harmless" harmless "$expected"
check "a link" expect 0 show link
check "is not followed" says 'a symbolic link to "src/main.c"'
check "exact bytes go into a file" expect 0 show blob.bin --out "$work/copy"
check "the same" cmp "$work/copy" "$source/blob.bin"
check "which is not written over" expect 1 show src/main.c --out "$work/copy"
check "it says so" says "is not empty"
check "ten accesses" signed 10

check "a path that is not there" expect 5 show src/mian.c
check "is told with what is" says "the source has no such path" 'did you mean "src/main.c"?'
check "and is an access: the answer tells of names" signed 11

check "a file that is no export of here" expect 5 "$bin/verifier" show "$world/policy.toml" --data "$room" \
  --key "$world/room"
check "is not opened" says "was not imported into this room" "hint: verifier import FILE"
"$bin/escrow" -q export "$id" --room "$world/room" --at "$at" --agreement "$world/agreement.json" --key "$world/room" \
  --out "$work/again.export"
cp "$room/deposits/$id/export" "$work/came.export"
check "the one in which it came is known by its bytes" expect 0 "$bin/verifier" show "$work/came.export" Makefile \
  --data "$room" --key "$world/room"
check "another export of the same deposit is not" expect 5 "$bin/verifier" show "$work/again.export" --data "$room" \
  --key "$world/room"
check "twelve accesses" signed 12

# A room that was killed after it signed and before it kept: the access leaves all the same.
python3 - "$bin/verifier" show "$id" Makefile --data "$room" --key "$world/room" <<'PY'
# Killed as soon as the signer has the access in its ledger: what was signed last is another statement than before.
import os, signal, subprocess, sys
ledger = os.path.join(sys.argv[-1], "signer", "last.json")
was = os.stat(ledger).st_ino
started = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
while started.poll() is None and os.stat(ledger).st_ino == was:
    pass
started.kill()
print(len(started.stdout.read()), "bytes had been shown")
started.wait()
PY
check "after a kill the next run keeps what was signed" expect 0 show Makefile
check "both" signed 14
interrupted() {
  python3 - "$@" <<'PY'
import signal, subprocess, sys
started = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE,
                           preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
started.send_signal(signal.SIGINT)
shown = started.stdout.read()
status = started.wait()
sys.exit(0 if status in (130, -2) and not shown else f"status {status}, {len(shown)} bytes shown")
PY
}
check "interrupted at once it shows nothing" interrupted "$bin/verifier" show "$id" --data "$room" --key "$world/room"
check "and signs nothing" signed 14

# What lies in the room is held against what was accepted.
cp "$room/deposits/$id/tree/src/main.c" "$work/main.c"
echo "/* another */" >>"$room/deposits/$id/tree/src/main.c"
check "a source that was changed in the room" expect 20 show src/main.c
check "is not shown" says "accepted was swh:1:dir:"
check "nor signed" signed 14
cp -p "$work/main.c" "$room/deposits/$id/tree/src/main.c"
check "as it was it is shown" expect 0 show src/main.c

step "out of the room" "$bin/verifier" outbox --out "$work/room.outbox" --data "$room" --key "$world/room"
check "to the log" expect 0 "$bin/escrow" submit "$work/room.outbox" --at "$at" --agreement "$world/agreement.json" \
  --policy "$world/policy.toml"
listed() {
  [ "$("$bin/escrow" show "$id" --at "$at" --agreement "$world/agreement.json" --key "$world/vendor" --json \
    | python3 -c 'import json, sys
print(sum(e["kind"] == "access" and e["counts"] for e in json.load(sys.stdin)["custodian_says"]["events"]))')" = "$1" ]
}
check "the custodian lists every access" listed 15
check "to people" expect 0 "$bin/escrow" show "$id" --at "$at" --agreement "$world/agreement.json" --key "$world/vendor"
check "with the room" says "access" "Room One"
check "but not what was opened" bash -c '! grep -qE "main.c|Ada Meier" "$1"' - "$expected"
check "it is accepted by that, and no more" expect 0 "$bin/escrow" status "$id" --at "$at" --agreement \
  "$world/agreement.json" --key "$world/vendor"
check "the word" says "accepted"
check "the room lists how often" expect 0 "$bin/verifier" list --data "$room" --json
check "that is" says '"accesses": 15' '"stage": "accepted"'

# The main job goes on beside it.
step "verdict" expect 0 thread_room verify "$release" --deployed "$deployed" --evidence "$work/one.evidence"
step "into the log" thread_carry_out "$release" "$work/one.evidence"
world_policy "$work/policy.toml" --environment host --opaque "$(sha256sum "$source/blob.bin" | cut -d' ' -f1)"
check "its evidence is whole" expect 0 "$bin/auditor" check "$work/one.evidence" --policy "$work/policy.toml" \
  --deployed "$deployed"

# A room that is no party of the agreement opens nothing.
world_party stranger verifier "Room Two"
check "a room for which it was not exported shows nothing" expect 4 "$bin/verifier" show "$id" --data "$room" \
  --key "$world/stranger"
check "it says why" says "the export is for the room"
