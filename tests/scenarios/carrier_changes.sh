#!/usr/bin/env bash
# A carrier can change nothing in an outbox, not even what is beside the signatures; and whatever junk came
# first, the true one is taken afterwards.
. "$(dirname "$0")/lib.sh"

sample_begin
sample_build
sample_deposit
step "a rebuild" thread_room rebuild "$release"
step "out of the room too soon" "$bin/verifier" outbox --out "$work/earlier.outbox" --data "$world/room-data" \
  --key "$world/room"
step "verdict" expect 0 thread_room verify "$release" --deployed "$deployed"
true=$work/true.outbox
step "out of the room" "$bin/verifier" outbox --out "$true" --data "$world/room-data" --key "$world/room" --all
world_policy "$work/policy.toml" --environment host
submit() { "$bin/escrow" submit "$@" --at "$at" --agreement "$world/agreement.json"; }

# changed NAME PYTHON   the outbox, as a carrier's few lines leave it
changed() {
  python3 - "$true" "$work/$1" "$2" <<'PY'
import base64, json, sys
true, out, change = sys.argv[1:]
box = json.load(open(true))
first, last = box["statements"][0], box["statements"][-1]
flip = lambda text: ("1" if text[0] == "0" else "0") + text[1:]
def flip_byte(text, at):
    data = bytearray(base64.b64decode(text))
    data[at] ^= 1
    return base64.b64encode(bytes(data)).decode()
exec(change)
text = json.dumps(box, indent=2, ensure_ascii=False) + "\n"
assert text != open(true).read()
open(out, "w").write(text)
PY
}
# refused TEXT WORDS PYTHON   by a client that checks, and by the custodian where the client does not; evidence is
#                             never sent
refused() {
  changed junk "$3"
  rm -f "$work/junk.e"
  check "$1" expect 10 submit "$work/junk" --policy "$work/policy.toml" --evidence "$work/junk.e"
  check "it says so" says "$2"
  check "and writes no evidence" [ ! -e "$work/junk.e" ]
  [ "${2#its evidence}" != "$2" ] || check "the custodian refuses it too" expect 10 submit "$work/junk"
}

statements="its statements are not those the room put into it"
evidence="its evidence is not what the room put into it"
refused "a salt" "$statements" 'first["statement"]["salt"] = flip(first["statement"]["salt"])'
refused "a salt that goes along with all evidence" "its statements" 'old = last["statement"]["salt"]
box = json.loads(json.dumps(box).replace(old, flip(old)))'
refused "a closed part" "$statements" 'last["closed"][0]["file"] = flip_byte(last["closed"][0]["file"], -1)'
refused "another statement's closed part" "$statements" 'last["closed"] = first["closed"]'
refused "a closed part left out" "$statements" 'last["closed"].pop()'
refused "the order" "$statements" 'box["statements"].reverse()'
refused "a statement dropped" "$statements" 'box["statements"].pop()'
refused "a statement twice" "$statements" 'box["statements"].append(last)'
refused "a manifest with another salt" "manifest" 'box["manifest"]["salt"] = flip(box["manifest"]["salt"])'
refused "the manifest of another outbox" "$statements" \
  'box["manifest"] = json.load(open(sys.argv[1].replace("true", "earlier")))["manifest"]'
refused "a statement in the manifest's place" "a statement of kind acceptance is in the place of its manifest" \
  'box["manifest"] = first["statement"]'
refused "no statement in the manifest's place" "no statement is in the place of its manifest" \
  'box["manifest"]["envelope"] = base64.b64encode(b"{}").decode()'
refused "a field that the evidence shows" "$evidence" 'fields = next(iter(box["evidence"][0]["disclosures"].values()))
shown = next(iter(fields.values()))
shown["salt"] = flip(shown["salt"])'
refused "a field left out of it" "$evidence" 'box["evidence"][0]["disclosures"].popitem()'

check "the true one is taken" expect 0 submit "$true" --policy "$work/policy.toml" --evidence "$work/e"
check "its evidence is sound" expect 0 "$bin/auditor" check "$work/e" --policy "$work/policy.toml" \
  --deployed "$deployed"
check "it can be repeated" expect 0 submit "$true" --policy "$work/policy.toml" --evidence "$work/e"
refused "what is logged is not replaced afterwards" "$statements" \
  'first["statement"]["salt"] = flip(first["statement"]["salt"])'
