#!/usr/bin/env bash
# Exit statuses that no other scenario brings about. How each program ended is held against its page at the end of every
# scenario (ended.py); that every status of every page is brought about somewhere (ended.tsv) is held here.
. "$(dirname "$0")/lib.sh"

ended=$(dirname "$0")/ended.py
# ends STATUS PROGRAM COMMAND...   it ends so
ends() { check "$(basename "$2") ${*:3:2} ends with $1" expect "$@"; }
# on_full_disk COMMAND...   with a disk at /mnt on which nothing is free; what $copied names lies on it
copied=
on_full_disk() {
  unshare --mount sh -c 'mount -t tmpfs -o size=16m none /mnt || exit 77
    [ -z "$0" ] || cp -r "$0" /mnt/; head -c 17m /dev/zero >/mnt/full 2>/dev/null; exec "$@"' "$copied" "$@"
}
few_files() { (ulimit -n 100 && "$@"); }
# A file with envelopes in it, one letter of the first signature being another.
with_other_signature() {
  python3 - "$@" <<'PY'
import base64, json, re, sys
text = open(sys.argv[1]).read()
envelope = re.search(r'"envelope": ?"([^"]+)"', text)
dsse = json.loads(base64.b64decode(envelope[1]))
sig = dsse["signatures"][0]["sig"]
dsse["signatures"][0]["sig"] = ("B" if sig[0] == "A" else "A") + sig[1:]
forged = base64.b64encode(json.dumps(dsse, separators=(",", ":")).encode()).decode()
open(sys.argv[2], "w").write(text[:envelope.start(1)] + forged + text[envelope.end(1):])
PY
}
# interrupted COMMAND...   SIGINT to its process group, once one of our programs is ready to take it
interrupted() {
  python3 - "$@" <<'PY'
import glob, os, re, signal, subprocess, sys, time

def is_ready(path, group):
    """Whether the process is one of ours, in the group, and catches SIGINT."""
    try:
        name, after = re.match(r"\d+ \((.*)\) (.*)", open(path + "/stat").read(), re.S).groups()
        caught = int(re.search(r"^SigCgt:\t(\w+)", open(path + "/status").read(), re.M)[1], 16)
    except (OSError, TypeError):
        return False
    return name in ("escrow", "verifier", "auditor") and int(after.split()[2]) == group and caught >> 1 & 1

started = subprocess.Popen(sys.argv[1:], start_new_session=True,
                           preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
while started.poll() is None and not any(is_ready(path, started.pid) for path in glob.glob("/proc/[0-9]*")):
    time.sleep(0.02)
time.sleep(0.3)
if started.poll() is None:
    os.killpg(started.pid, signal.SIGINT)
sys.exit(started.wait() % 256)
PY
}
nowhere=https://127.0.0.1:1
escrow=$bin/escrow verifier=$bin/verifier auditor=$bin/auditor witness=$bin/witness

echo "== the command line"
while read -r program command; do
  # shellcheck disable=SC2086
  ends 2 "$bin/$program" $command --no-such-option
done < <("$ended" commands)
mkdir -p "$work/settings/assay"
echo "at = [" >"$work/settings/assay/config.toml"
for program in escrow verifier auditor witness; do
  ends 1 env "XDG_CONFIG_HOME=$work/settings" "$bin/$program" config
done

echo "== keys, policies, agreements"
sample_begin
sample_build
world_party stranger vendor "Some Vendor"
world_party guest verifier "Some Room"
agreement=$world/agreement.json
parties() { "$escrow" agreement new --vendor "$world/vendor" --custodian "$world/custodian" --room "$world/room" \
  --trustee "$world/trustee1" --trustee "$world/trustee2" --threshold 2 --key "$world/$1" --out "$work/agreement.new"; }
with_other_signature "$agreement" "$work/forged.json"
ends 4 parties stranger
ends 4 "$escrow" agreement sign "$agreement" --key "$world/stranger"
ends 1 "$escrow" agreement sign "$agreement" --key "$world/room"
ends 10 "$escrow" agreement sign "$work/forged.json" --key "$world/room"
ends 10 "$escrow" agreement show "$work/forged.json"
ends 10 "$escrow" agreement renew "$work/forged.json" "$world/room"
ends 1 "$escrow" agreement renew "$world/policy.toml" "$world/room"
ends 5 "$escrow" agreement renew "$work/none" "$world/room"
ends 4 "$escrow" key endorse "$world/guest" --key "$world/vendor"
ends 1 "$escrow" key carrier "$world/room" --out "$world/carrier"
cp -r "$world/room" "$work/open"
chmod 755 "$work/open"
ends 4 "$escrow" key carrier "$work/open" --out "$work/carrier"
cp -r "$world/room" "$work/altered"
with_other_signature "$world/room/identity.json" "$work/altered/identity.json"
ends 10 "$escrow" key carrier "$work/altered" --out "$work/carrier"
ends 1 "$auditor" policy show "$agreement"

mkdir -p "$work/trial/root"
: >"$work/trial/root/sign.ed25519.pem"
ends 7 "$escrow" pilot "$work/trial"

echo "== recipes"
step "a recipe" thread_recipe "$release" "$source" --host --artifact "$(basename "$deployed")"
recipe=$release/recipe.toml
printf 'Rar!\032\007\001\000 and so on' >"$work/source.rar"
echo "no archive" >"$work/source.tar"
tar -czf "$work/source.tar.gz" -C "$source" .
ends 11 "$escrow" recipe check "$recipe" "$work/source.rar"
ends 16 few_files "$escrow" recipe check "$recipe" "$work/source.tar.gz"
tries() { # STATUS SOURCE RECIPE HOW...
  ends "$1" "${@:4}" "$escrow" recipe try "$3" "$2"
  ends "$1" "${@:4}" "$verifier" preflight "$2" --recipe "$3"
}
tries 1 "$work/source.tar" "$recipe"
tries 11 "$work/source.rar" "$recipe"
mkdir "$work/unlocked"
step "a recipe without --host" "$escrow" recipe init "$source" --artifact x.deb --out "$work/unlocked/recipe.toml"
cat >"$work/sample_1.dsc" <<END
Format: 3.0 (native)
Source: sample
Binary: sample
Architecture: any
Version: 1
Files:
 d41d8cd98f00b204e9800998ecf8427e 0 sample_1.tar.xz
Checksums-Sha256:
 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 0 sample_1.tar.xz
END
tar -cJf "$work/sample_1.tar.xz" -C "$source" .
tries 10 "$work/sample_1.dsc" "$recipe"
tries 4 "$work/source.tar.gz" "$work/unlocked/recipe.toml"
ends 7 "$escrow" recipe lock "$work/unlocked/recipe.toml" --depends make --mirror http://127.0.0.1:1/debian

echo "== a custodian"
step "a deposit" thread_deposit "$release" "$work/source.tar.gz"
id=$(cat "$release/deposit")
as() { "$escrow" "${@:2}" --at "$at" --agreement "$agreement" --key "$world/$1"; }
own() { "$escrow" "$@" --data "$world/custody" --key "$world/custodian" --policy "$world/policy.toml"; }
down() { "$escrow" "$@" --at "$nowhere" --agreement "$agreement" --key "$world/vendor"; }
transfer() { "$escrow" deposit "$1" --product p --version-name 1 --agreement "$agreement" --key "$world/vendor" \
  --policy "$world/policy.toml" --at "$work/$2" "${@:3}"; }
"$escrow" -q key new "Other Anchor" --role root --out "$world/other-root" >/dev/null
"$escrow" -q policy new --root "$world/other-root" --log "$world/custodian" --witness "$world/witness" \
  --out "$work/other.toml"
world_party custodian2 custodian "Other Custodian"
"$escrow" -q policy new --root "$world/root" --log "$world/custodian2" --witness "$world/witness" \
  --witness-url "$(cat "$world/witness.address")" --out "$work/elsewhere.toml"
world_policy "$work/both.toml" --log "$world/custodian2"
world_policy "$work/more.toml" --expect-vendor "$world/stranger"
ends 5 as vendor show dep-aaaaaaaa
ends 11 as vendor show "$id" --policy "$work/other.toml"
ends 12 as vendor show "$id" --policy "$work/more.toml"
ends 12 as vendor status "$id" --policy "$work/more.toml"
ends 12 as vendor list --policy "$work/more.toml"
ends 12 as vendor evidence "$id" --policy "$work/more.toml" --out "$work/newer.evidence"
ends 11 as vendor evidence "$id" --policy "$work/other.toml" --out "$work/new.evidence"
ends 7 down evidence "$id" --out "$work/newest.evidence"
ends 7 down deposit "$source" --recipe "$recipe" --policy "$world/policy.toml" --receipt "$work/new.receipt" --again
ends 6 "$escrow" check --data "$world/custody" --custodian "$world/custodian" --policy "$world/policy.toml"
ends 6 own list
ends 6 own show "$id"
ends 6 own status "$id"
ends 6 own evidence "$id" --out "$work/newest.evidence"
ends 6 own export "$id" --room "$world/room" --out "$work/busy.media"
ends 130 interrupted "$escrow" status "$id" --wait --at "$at" --agreement "$agreement" --key "$world/vendor"
ends 4 "$escrow" serve --data "$work/another" --key "$world/vendor" --policy "$world/policy.toml" --listen 127.0.0.1:0
ends 4 as room export "$id" --room "$world/guest" --out "$work/media"
ends 7 down export "$id" --out "$work/media"

# In transfer folders.
mkdir "$work/plain" "$work/other"
echo 1 >"$work/plain/a"
echo 2 >"$work/other/a"
tar -cf "$work/plain.tar" -C "$work/plain" .
step "a transfer folder" transfer "$work/plain" good
for folder in changed lacking; do cp -r "$work/good" "$work/$folder"; done
overwrite() { printf 'xxxxxxxx' | dd of="$1" bs=1 seek="$2" conv=notrunc status=none; }
overwrite "$work/changed/pieces/pieces.data" 200
rm "$(find "$work/lacking/sealed" -type f | head -1)"
into() { ends "$1" "${@:3}" import "$work/$2" --receipt "$work/import.receipt" --policy "$world/policy.toml"; }
into 10 changed as vendor
into 11 lacking as vendor
ends 6 own import "$work/good" --receipt "$work/import.receipt"
into 7 good down
ends 12 as vendor import "$work/good" --receipt "$work/good.receipt" --policy "$work/more.toml"
step "a transfer folder that is damaged" transfer "$work/other" damaged
for part in "$work"/damaged/sealed/*; do overwrite "$part" 60; done
ends 20 transfer "$work/other" damaged
truncate -s 60G "$work/large"
head -c 70000000 /dev/urandom >>"$work/large"
mkdir "$work/long"
ln "$work/large" "$work/long/large"
long=("$escrow" deposit "$work/long" --product p --version-name 1 --agreement "$agreement" --key "$world/vendor" \
  --policy "$world/policy.toml" --at "$work/long.out")
ends 130 interrupted "${long[@]}"
# shellcheck disable=SC2012
ends 6 flock "$(ls -t "$world"/vendor/deposits/*.lock | head -1)" "$escrow" deposit "$work/other" --product p \
  --version-name 1 --agreement "$agreement" --key "$world/vendor" --policy "$world/policy.toml" --at "$work/damaged"

echo "== a room"
step "into the room" thread_carry_in "$release"
room=(--data "$world/room-data" --key "$world/room")
ends 16 few_files "$verifier" doctor
ends 16 few_files "$verifier" show "$id" "${room[@]}"
ends 16 few_files "$verifier" verify "$id" --deployed "$deployed" "${room[@]}"
ends 16 few_files "$verifier" accept "$id" "${room[@]}"
# The signal comes when the first file is synced.
ends 130 strace -f -o "$work/calls" -e trace=fsync -e inject=fsync:signal=SIGINT:when=1 \
  "$verifier" show "$id" "${room[@]}"
step "accepted" thread_room accept "$release"
ends 16 few_files "$verifier" rebuild "$id" "${room[@]}"
ends 4 "$verifier" verify "$id" --deployed "$deployed" --data "$world/room-data" --key "$work/open"
ends 10 faketime -f +9y "$verifier" show "$id" "${room[@]}"
step "once more on media" as room export "$id" --out "$work/media"
ends 6 flock "$world/room-data/lock" "$verifier" import "$work/media" --data "$world/room-data"
ends 6 flock "$world/room-data/lock" "$verifier" show "$id" "${room[@]}"
sed 's/assay-export-v1/assay-export-v9/' "$work/media" >"$work/newer.media"
ends 11 "$verifier" import "$work/newer.media" --data "$work/new-room" --policy "$world/policy.toml"
ends 12 "$verifier" import "$work/media" --data "$work/newer-room" --policy "$work/more.toml"
# The room has seen more of the log, then another log of that size.
seen() {
  rm -rf "$work/seen"
  cp -r "$world/room-data" "$work/seen"
  python3 - "$work/seen/seen.json" "$1" <<'PY'
import json, sys
seen = json.load(open(sys.argv[1]))
for head in seen["logs"].values():
    if sys.argv[2] == "longer": head["size"] = str(int(head["size"]) + 1)
    else: head["root"] = ("B" if head["root"][0] == "A" else "A") + head["root"][1:]
json.dump(seen, open(sys.argv[1], "w"))
PY
}
step "the room has seen media" "$verifier" import "$work/media" --data "$world/room-data"
seen longer
ends 4 "$verifier" import "$work/media" --data "$work/seen"
seen other
ends 13 "$verifier" import "$work/media" --data "$work/seen"
step "verdict" expect 0 thread_room verify "$release" --deployed "$deployed" --evidence "$work/one.evidence"
step "into the log" thread_carry_out "$release" "$work/one.evidence"
ends 7 down submit "$release/room.outbox"

echo "== an auditor"
world_policy "$work/policy.toml" --environment host
audit() { "$auditor" check "$work/one.evidence" --policy "$work/policy.toml" "$@"; }
ends 4 audit --report /sys/report.html
ends 130 interrupted "$auditor" check "$work/one.evidence" --policy "$work/policy.toml" \
  --deployed "$work/large"
ends 11 "$auditor" compare "$work/one.evidence" "$work/one.evidence" --policy "$work/elsewhere.toml"

echo "== another custodian, and one whose data are damaged"
ends 1 "$escrow" serve --data "$work/custody2" --key "$world/custodian2" --policy "$work/elsewhere.toml" \
  --listen "${at#https://}"
world_start custodian2 "$escrow" serve --data "$work/custody2" --key "$world/custodian2" --policy "$work/elsewhere.toml"
other() { "$escrow" "$@" --at "$(cat "$world/custodian2.address")" --agreement "$agreement" --key "$world/vendor"; }
ends 10 other list
ends 10 other show "$id"
ends 10 other status "$id"
ends 10 other evidence "$id" --out "$work/new.evidence"
world_stop
ends 10 "$escrow" serve --data "$world/custody" --key "$world/custodian" --policy "$work/elsewhere.toml" \
  --listen 127.0.0.1:0
ends 4 "$escrow" import "$work/good" --data "$work/custody2" --key "$world/custodian2" --policy "$work/both.toml" \
  --receipt "$work/import.receipt"
ends 10 "$escrow" export "$id" --data "$world/custody" --key "$world/custodian" --policy "$work/other.toml" \
  --room "$world/room" --out "$work/distrusted.media"
cp -r "$world/custody" "$work/custody3"
damaged() { "$escrow" "$@" --data "$work/custody3" --key "$world/custodian" --policy "$world/policy.toml"; }
for file in "$work"/custody3/vault/*.log; do overwrite "$file" 300; done
ends 20 "$escrow" check --data "$work/custody3" --custodian "$world/custodian" --policy "$world/policy.toml"
ends 20 damaged export "$id" --room "$world/room" --out "$work/damaged.media"
ends 20 damaged import "$work/good" --receipt "$work/import.receipt"

echo "== a witness"
printf 'old 0\n\n' | cat - "$world/custody/log/checkpoint" >"$work/request"
sign() { "$witness" sign "$1" --key "$world/${3:-witness}" --data "$2" --logs "$world/log.policy" \
  --out "$work/cosigned"; }
serve_witness() { "$witness" serve --key "$world/$1" --data "$world/witness-data" --logs "$world/log.policy" \
  --listen "${2:-127.0.0.1:0}"; }
ends 4 serve_witness vendor
ends 4 serve_witness witness 0.0.0.0:0
ends 6 flock "$world/witness-data/lock" "$witness" serve --key "$world/witness" --data "$world/witness-data" \
  --logs "$world/log.policy" --listen 127.0.0.1:0
ends 10 faketime -f +9y "$witness" serve --key "$world/witness" --data "$world/witness-data" --logs \
  "$world/log.policy" --listen 127.0.0.1:0
echo "no request" >"$work/malformed"
ends 1 sign "$work/malformed" "$work/signs"
ends 4 sign "$work/request" "$work/signs" vendor
sed 's/^— \([^ ]*\) \(......\)./— \1 \2_/; s/_/A/' "$work/request" >"$work/forged"
ends 10 sign "$work/forged" "$work/signs"
ends 0 sign "$work/request" "$work/signs"
ends 6 flock "$work/signs/lock" "$witness" sign "$work/request" --key "$world/witness" --data "$work/signs" \
  --logs "$world/log.policy" --out "$work/cosigned"
rm "$work"/signs/*/checkpoint
ends 20 sign "$work/request" "$work/signs"

if [ "$(id -u)" = 0 ] && on_full_disk true 2>/dev/null; then
  echo "== full disks"
  world_serve
  asking=(--at "$at" --agreement "$agreement" --key "$world/vendor" --policy "$world/policy.toml")
  ends 21 on_full_disk "$auditor" check "$work/one.evidence" --policy "$work/policy.toml" --report /mnt/report.html
  ends 21 on_full_disk "$escrow" key carrier "$world/room" --out /mnt/carrier
  ends 21 on_full_disk "$witness" sign "$work/request" --key "$world/witness" --data /mnt/signs \
    --logs "$world/log.policy" --out "$work/cosigned"
  ends 21 on_full_disk "$escrow" evidence "$id" "${asking[@]}" --out /mnt/one.receipt
  ends 21 on_full_disk "$escrow" submit "$release/room.outbox" "${asking[@]}" --evidence /mnt/one.evidence
  ends 21 on_full_disk env TMPDIR=/mnt "$escrow" recipe try "$recipe" "$work/source.tar.gz"
  ends 21 on_full_disk env TMPDIR=/mnt "$verifier" preflight "$work/source.tar.gz" --recipe "$recipe"
  world_stop
  copied=$world/room-data
  ends 21 on_full_disk "$verifier" show "$id" --data /mnt/room-data --key "$world/room"
  ends 21 on_full_disk "$verifier" verify "$id" --deployed "$deployed" --again --data /mnt/room-data --key "$world/room"
  copied=$world/custody
  for command in list "show $id" "status $id"; do
    # shellcheck disable=SC2086
    ends 21 on_full_disk "$escrow" $command --data /mnt/custody --key "$world/custodian" --policy "$world/policy.toml"
  done
else
  not_tried "no small disk can be mounted here" 21
fi

if [ -z "${ASSAY_ACCEPT:-}" ]; then check "each status of each page is shown by a scenario" "$ended" pages; fi
