#!/usr/bin/env bash
# Input that is not as it should be: each ends in a sentence of its own, with the right exit status, and leaves nothing
# half-written.
. "$(dirname "$0")/lib.sh"

# refused STATUS WORDS NEW-FILE COMMAND...   ends so, says so in one sentence, and leaves no NEW-FILE (-: none).
refused() {
  local status=$1 words=$2 file=$3
  shift 3
  expect "$status" "$@" && says "$words" || return
  sed -n 's/^\(error:\|✗ not proven:\|? cannot be checked:\)/    \1/p' "$expected" >>"$work/sentences"
  [ "$(grep -c '^error:' "$expected")" -le 1 ] || { cat "$expected"; echo "says more than one sentence"; return 1; }
  [ "$file" = - ] || [ -z "$(compgen -G "$file*")" ] || { ls -la "$file"*; echo "left something behind"; return 1; }
}
# With a small disk of their own at DIR, so many KiB: runs a shell's words there; 77 where no disk can be mounted.
on_small_disk() {
  local kib=$1 dir=$2 how=(unshare --mount)
  [ "$(id -u)" = 0 ] || how+=(--map-root-user)
  mkdir -p "$dir"
  "${how[@]}" sh -c 'mount -t tmpfs -o "size=$0k" none "$1" || exit 77; shift; eval "$1"' "$kib" "$dir" "$3"
}
deposit_with() { "$bin/escrow" deposit "$source" --agreement "$world/agreement.json" \
  --policy "$world/policy.toml" "$@"; }
as_vendor() { deposit_with --recipe "$release/recipe.toml" --key "$world/vendor" "$@"; }

sample_begin
sample_build
sample_deposit
step "verdict" expect 0 thread_room verify "$release" --deployed "$deployed" --evidence "$work/one.evidence"
step "into the log" thread_carry_out "$release" "$work/one.evidence"
world_policy "$work/policy.toml" --environment host
audit() { "$bin/auditor" check "$@" --policy "$work/policy.toml"; }
check "the evidence is sound" expect 0 audit "$work/one.evidence" --deployed "$deployed"
check "a report replaces no other file" refused 1 "is no report" - audit "$work/one.evidence" \
  --report "$work/policy.toml"
: >"$work/empty.html"
check "but an empty one" expect 0 audit "$work/one.evidence" --report "$work/empty.html"
check "and an older report" expect 0 audit "$work/one.evidence" --report "$work/empty.html"
check "a receipt judges no file" refused 11 "a receipt judges no file" - audit "$release/receipt.evidence" \
  --deployed "$deployed"
check "what the log shows to be later is not known yet" refused 11 "after the time this is judged as of" - audit \
  "$work/one.evidence" --as-of 2020-01-01T00:00:00Z

# A wrong key.
world_party stranger verifier "Room Two"
check "another room cannot open it" refused 4 "the export is for the room" "$work/x.evidence" "$bin/verifier" accept \
  "$(cat "$release/deposit")" \
  --data "$world/room-data" --key "$world/stranger"
check "a trustee does not deposit in the vendor's name" refused 4 "the agreement's vendor is" "$work/x.receipt" \
  deposit_with --recipe "$release/recipe.toml" \
  --key "$world/trustee1" --at "$at" --receipt "$work/x.receipt" --again

# An expired identity.
faketime -f -3y "$bin/escrow" -q key new "Old Vendor" --role vendor --valid-days 30 --out "$world/old" >/dev/null
check "a root does not endorse whom time has passed by" refused 10 "expired on" "$work/none" "$bin/escrow" key endorse \
  "$world/old" --key "$world/root"
check "an expired party agrees to nothing" refused 10 "expired on" "$work/old.json" "$bin/escrow" agreement new \
  --vendor "$world/old" \
  --custodian "$world/custodian" --room "$world/room" --trustee "$world/trustee1" --threshold 1 --key "$world/old" \
  --out "$work/old.json"
check "an expired vendor deposits nothing" refused 10 "expired on" "$work/late.receipt" faketime -f +4y "$bin/escrow" \
  deposit "$source" \
  --recipe "$release/recipe.toml" --agreement "$world/agreement.json" --policy "$world/policy.toml" \
  --key "$world/vendor" \
  --at "$work/late.receipt" --again

in_room() { "$bin/verifier" "$1" "$(cat "$release/deposit")" --data "$world/room-data" "${@:2}"; }
check "an expired room signs nothing" refused 10 "expired on" "$work/x.evidence" faketime -f +4y "$bin/verifier" \
  verify "$(cat "$release/deposit")" \
  --deployed "$deployed" --data "$world/room-data" --key "$world/room" --evidence "$work/x.evidence"
check "an expired root is trusted by no new policy" refused 10 "expired on" "$work/late.toml" faketime -f +4y \
  "$bin/escrow" policy new \
  --root "$world/root" --log "$world/custodian" --out "$work/late.toml"

# Names that are those of something else.
check "a mistyped room is not made" refused 5 "there is no room at" "$work/typo" "$bin/verifier" list \
  --data "$work/typo"
check "only a room has an outbox" refused 4 "is no verifier" "$work/x.outbox" "$bin/verifier" outbox \
  --all --out "$work/x.outbox" \
  --data "$world/room-data" --key "$world/vendor"
check "nor another room this one's" refused 4 "is not signed by" "$work/x.outbox" "$bin/verifier" outbox \
  --all --out "$work/x.outbox" \
  --data "$world/room-data" --key "$world/stranger"
check "an outbox replaces no key" refused 1 "exists already" - "$bin/verifier" outbox \
  --all --out "$world/room/identity.json" \
  --data "$world/room-data" --key "$world/room"
check "nor a verdict's evidence a policy" refused 1 "exists already" - in_room verify --deployed "$deployed" \
  --key "$world/room" --evidence "$world/policy.toml"
check "a keyring that is not there is missed at once" refused 5 "--keyring" - in_room rebuild --key "$world/room" \
  --keyring "$work/nowhere"
check "what has no length is not judged" refused 1 "bytes that it is said to have" - in_room verify \
  --deployed /proc/version --key "$world/room"
mkdir "$work/pipes"
mkfifo "$work/pipes/one"
check "nor is a pipe among what is deployed" refused 1 "which is a FIFO" - in_room verify --deployed "$work/pipes" \
  --key "$world/room"

# A truncated receipt, and a format of tomorrow.
head -c 1000 "$release/receipt.evidence" >"$work/cut.evidence"
check "a truncated receipt proves nothing" refused 10 "is not JSON" - audit "$work/cut.evidence"
sed 's/assay-evidence-v1/assay-evidence-v9/' "$work/one.evidence" >"$work/newer.evidence"
check "evidence of a newer format cannot be checked" refused 11 "assay-evidence-v9" - audit "$work/newer.evidence"
sed 's/assay-policy-v1/assay-policy-v9/' "$work/policy.toml" >"$work/newer.toml"
check "nor can a policy of a newer format be used" refused 11 "assay-policy-v9" - "$bin/auditor" policy show \
  "$work/newer.toml"

# A recipe with an input that is not locked.
mkdir -p "$work/unlocked/recipe.materials/pool" "$work/unlocked/recipe.materials/lists"
mkdir -p "$work/stamp/DEBIAN"
printf 'Package: stamp\nVersion: 1\nArchitecture: all\nMaintainer: X <x@example.org>\nDescription: none\n' \
  >"$work/stamp/DEBIAN/control"
dpkg-deb --root-owner-group -b "$work/stamp" "$work/unlocked/recipe.materials/pool/stamp_1_all.deb" >/dev/null
"$bin/escrow" -q recipe init "$source" --suite bookworm --artifact sum --out "$work/unlocked/recipe.toml"
deb=$work/unlocked/recipe.materials/pool/stamp_1_all.deb
cat >"$work/unlocked/recipe.lock" <<LOCK
{
  "format": "assay-lock-v1",
  "environment": "debian",
  "suite": "bookworm",
  "architecture": "amd64",
  "archives": [],
  "packages": [
    {
      "name": "stamp",
      "version": "1",
      "architecture": "all",
      "file": "stamp_1_all.deb",
      "sha256": "$(sha256sum <"$deb" | cut -d ' ' -f 1)",
      "size": "$(stat -c %s "$deb")"
    }
  ]
}
LOCK
check "a recipe with all its inputs locked is complete" expect 0 "$bin/escrow" recipe check "$work/unlocked/recipe.toml"
echo stray >"$work/unlocked/recipe.materials/pool/stray_1_all.deb"
check "one with a file too many is not" expect 4 "$bin/escrow" recipe check "$work/unlocked/recipe.toml"
check "it names the file" says "unlocked input" "stray_1_all.deb"
check "nor is it deposited" refused 4 "unlocked input" "$work/unlocked.out" deposit_with \
  --recipe "$work/unlocked/recipe.toml" --key "$world/vendor" --at "$work/unlocked.out"

# A deployed file that is missing.
check "a deployed file that is not there is no verdict" refused 5 "no such file" "$work/x.evidence" thread_room verify \
  "$release" \
  --deployed "$work/nowhere.deb" --evidence "$work/x.evidence"
check "nor can an auditor hold it against anything" refused 5 "no such file" - audit "$work/one.evidence" \
  --deployed "$work/nowhere.deb"

# Evidence of another deposit.
sed -i 's/%08x/%08X/' "$source/src/main.c"
rm -rf "$work/elsewhere" "$work/deployed"
mkdir "$work/second"
one=$deployed
mv "$(dirname "$deployed")" "$work/one" 2>/dev/null || true
sample_build
step "recipe of another" thread_recipe "$work/second" "$source" --host --artifact "$(basename "$deployed")"
step "another deposit" thread_deposit "$work/second" "$source"
step "into the room" thread_carry_in "$work/second"
step "verdict" expect 0 thread_room verify "$work/second" --deployed "$deployed" --evidence "$work/two.evidence"
step "into the log" thread_carry_out "$work/second" "$work/two.evidence"
check "evidence of another deposit is about another file" refused 14 "but about another file" - audit \
  "$work/one.evidence" --deployed "$deployed"
check "its own is about this one" expect 0 audit "$work/two.evidence" --deployed "$deployed"

# A private key left in the source.
cp "$world/vendor/sign.ed25519.pem" "$source/release.pem"
check "a private key in the source is not deposited" refused 4 "release.pem" "$work/x.receipt" as_vendor --at "$at" \
  --receipt "$work/x.receipt"
mkdir "$work/third"
cp "$work"/second/recipe.* "$work/third/"
check "one that is allowed is taken" thread_deposit_allowing "$work/third" "$source"
check "it is on record, by name" grep -q '"release.pem"' "$work/third/deposit.json"
rm "$source/release.pem"

# A full disk.
full="no space left"
if on_small_disk 64 "$work/disk" true 2>/dev/null; then
  check "a full disk ends a transfer folder" refused 21 "$full" - on_small_disk 64 "$work/disk" \
    "'$bin/escrow' deposit '$source' --recipe '$release/recipe.toml' --agreement '$world/agreement.json' \
      --policy '$world/policy.toml' --key '$world/vendor' --at '$work/disk/out' --again
    status=\$?; [ ! -e '$work/disk/out/deposit.json' ] || exit 99; exit \$status"
  check "a full disk ends an export" refused 21 "$full" - on_small_disk 16 "$work/disk" \
    "'$bin/escrow' export '$(cat "$release/deposit")' --room '$world/room' --at '$at' \
      --agreement '$world/agreement.json' --key '$world/room' --out '$work/disk/x.export'
    status=\$?; ls -A '$work/disk' >&2; [ -z \"\$(ls -A '$work/disk')\" ] || exit 99; exit \$status"
  step "a whole export" "$bin/escrow" export "$(cat "$release/deposit")" --room "$world/room" --at "$at" \
    --agreement "$world/agreement.json" --key "$world/room" --out "$work/whole.export"
  check "a full disk ends an import into a room" refused 21 "are free" - on_small_disk 64 "$work/disk" \
    "'$bin/verifier' import '$work/whole.export' --data '$work/disk/room' --policy '$world/policy.toml'
    status=\$?; '$bin/verifier' list --data '$work/disk/room' 2>&1 | grep dep- && exit 99; exit \$status"
  # In a room of so many KiB: what fills it comes after the words that have to be said before.
  in_small_room() {
    local kib=$1 prepare=$2 filler=$3 command=$4 absent=$5 id
    id=$(cat "$release/deposit")
    on_small_disk "$kib" "$work/disk" "set -- --data '$work/disk/room' --key '$world/room'
      '$bin/verifier' import '$work/whole.export' --data '$work/disk/room' --policy '$world/policy.toml' >/dev/null \
        2>&1 || exit 98
      $prepare
      head -c $filler /dev/zero >'$work/disk/filler'
      '$bin/verifier' $command $id \"\$@\"; status=\$?
      [ ! -e '$work/disk/room/deposits/'$id/statements ] \
        || ! grep -q '\"$absent\"' '$work/disk/room/deposits/'$id/statements/index.json || exit 99
      exit \$status"
  }
  check "a full disk refuses no deposit" refused 21 "are free" - in_small_room 81920 true 24M accept refusal
  check "nor does it fail a rebuild" refused 21 "are free" - in_small_room 81920 \
    "'$bin/verifier' accept $(cat "$release/deposit") \"\$@\" >/dev/null 2>&1 || exit 97" 24M rebuild rebuild
  sed -i 's/^sum-sample:.*/&\n\thead -c 200M \/dev\/zero >fill \&\& sleep 5 \&\& rm fill/' "$source/Makefile"
  mkdir "$work/greedy"
  step "a greedy build" thread_recipe "$work/greedy" "$source" --host --artifact "$(basename "$deployed")"
  step "its deposit" thread_deposit "$work/greedy" "$source"
  release=$work/greedy
  step "its export" "$bin/escrow" export "$(cat "$release/deposit")" --room "$world/room" --at "$at" \
    --agreement "$world/agreement.json" --key "$world/room" --out "$work/greedy.export"
  mv "$work/greedy.export" "$work/whole.export"
  check "a build that fills the room's disk has not failed" refused 21 "no space left" - in_small_room 409600 true 1 \
    rebuild rebuild
  release=$work/release
  step "a transfer folder" as_vendor --at "$work/out" --again
  check "a receipt's place is looked at before anything is taken in" refused 1 "another deposit" "$work/unborn" \
    "$bin/escrow" import "$work/out" \
    --data "$work/unborn" --key "$world/custodian" --policy "$world/policy.toml" --receipt "$release/receipt.evidence"
  check "a full disk ends an import at a custodian" refused 21 "are free" - on_small_disk 1024 "$work/disk" \
    "'$bin/escrow' import '$work/out' --data '$work/disk/custody' --key '$world/custodian' \
      --policy '$world/policy.toml' --receipt '$work/disk/receipt'
    status=\$?; [ ! -e '$work/disk/receipt' ] || exit 99; exit \$status"
  # A custodian of its own on a small disk, filled up to the last byte while it serves.
  # It has a witness of its own too, which has seen no other log of this name.
  step "its witness" "$bin/escrow" -q key new "Small Witness" --role witness --out "$world/small-witness"
  on_filling_disk() {
    rm -rf "$work/small.address" "$work/small-witness.address" "$work/small-witness-data"
    on_small_disk 131072 "$work/disk" "
      await() { for _ in \$(seq 200); do [ ! -s \"\$1\" ] || break; sleep 0.05; done; }
      '$bin/witness' serve --key '$world/small-witness' --data '$work/small-witness-data' --logs '$world/log.policy' \
        --listen 127.0.0.1:0 --address-file '$work/small-witness.address' &
      witness=\$!
      trap 'kill \$witness; wait \$witness' EXIT
      await '$work/small-witness.address'
      '$bin/escrow' -q policy new --root '$world/root' --log '$world/custodian' --witness '$world/small-witness' \
        --witness-url \$(cat '$work/small-witness.address') --out '$work/small.toml' --force || exit 97
      '$bin/escrow' serve --data '$work/disk/custody' --key '$world/custodian' --policy '$work/small.toml' \
        --listen 127.0.0.1:0 --address-file '$work/small.address' &
      server=\$!
      trap 'kill \$server \$witness; wait \$server \$witness' EXIT
      await '$work/small.address'
      url=\$(cat '$work/small.address')
      parties=\"--agreement $world/agreement.json --key $world/vendor\"
      deposit() { '$bin/escrow' -q deposit '$source' --recipe '$release/recipe.toml' \$parties \
        --policy '$work/small.toml' --at \$url --receipt '$work/small.receipt' --again; }
      dd if=/dev/zero of='$work/disk/filler' bs=4096 2>/dev/null
      $1"
  }
  check "a custodian whose disk is full says so" refused 21 "no space left" "$work/small.receipt" on_filling_disk \
    deposit
  check "and lives on, to take the same in once there is room" expect 0 on_filling_disk "
    deposit && exit 99
    '$bin/escrow' list --at \$url \$parties >/dev/null; status=\$?
    [ \$status = 4 ] || exit 98
    rm '$work/disk/filler'
    deposit && '$bin/escrow' list --at \$url \$parties | grep dep-"
  check "none is begun on a disk too small for it" refused 21 "are free" - on_small_disk 256 "$work/disk" \
    "'$bin/escrow' serve --data '$work/disk/custody' --key '$world/custodian' --policy '$world/bare.toml' \
      --listen 127.0.0.1:0"
else
  not_tried "no small disk can be mounted here" 21
fi
echo "what was said:"
cat "$work/sentences"
world_stop
check "the custodian's data is clean after all of it" expect 0 "$bin/escrow" check --data "$world/custody" \
  --custodian "$world/custodian" --policy "$world/policy.toml" --read-data
