#!/usr/bin/env bash
# The room after a build that was meant to harm it: what a build or a package may try, property by property, with the
# defence and without; then hostile deposits, after each of which the room still imports, lists, rebuilds another
# vendor's deposit and sends its outbox. All of it in a room that root runs and in one of an ordinary user, made here.
. "$(dirname "$0")/lib.sh"

[ "$(id -u)" = 0 ] || skip "only root makes an ordinary user"
type useradd userdel setpriv >/dev/null || skip "there is no useradd or setpriv"
user=assay$$ home=$(mktemp -d "${TMPDIR:-/tmp}/assay-user.XXXXXX")
# A second one has no subordinate ids: his builds run as he himself.
bare=assaybare$$
user_end() {
  userdel "$user" >/dev/null 2>&1 || true
  userdel "$bare" >/dev/null 2>&1 || true
  [ -n "${ASSAY_KEEP:-}" ] || rm -rf "$home" 2>/dev/null || true
}
at_end+=(user_end)
# An ordinary user cannot enter $work.
bin=$built
useradd -M -d "$home" -s /bin/sh "$user"
chown "$user:" "$home"
as_user() {
  setpriv --reuid "$user" --regid "$user" --clear-groups \
    env -i PATH="$PATH" HOME="$home" TMPDIR="$home" LC_ALL=C.UTF-8 "$@"
}
as_user test -x "$bin/hostile_room" || skip "an ordinary user cannot run $bin"

echo "== what a build or a package tries"
status=0
"$bin/hostile_room" "$work/place" >"$work/root.tsv" || status=1
as_user "$bin/hostile_room" "$home/place" >"$work/user.tsv" || status=1
python3 - "$work/root.tsv" "$work/user.tsv" <<'END'
import sys
least = 76
root, user = ({line.split("\t")[0]: line.rstrip("\n").split("\t")[1:] for line in open(path)} for path in sys.argv[1:])
print("| property | held | control: as root | as user | root | user |\n|---|---|---|---|---|---|")
for name in list(root) + [name for name in user if name not in root]:
    r, u = root.get(name, ["-", "-"]), user.get(name, ["-", "-"])
    held = "yes" if {r[0], u[0]} <= {"held", "-"} else "NO"
    print("| " + " | ".join([name, held, r[1], u[1], r[0], u[0]]) + " |")
print(f"{len(set(root) | set(user))} properties, {len(root)} as root, {len(user)} as user")
# What was refused without the defence too, on this machine, shows nothing of it.
same = [name for name in root
        if name in user and all(x[1].endswith("nothing (0 lines)") for x in (root[name], user[name]))]
print(f"{len(same)} controls show no difference on this machine: " + "; ".join(same))
bad = [name for table in (root, user) for name, fields in table.items()
       if fields[0] != "held" or not fields[1].strip(" -")]
bad += [] if min(len(root), len(user)) >= least else [f"fewer than {least} properties"]
bad += [] if len(same) * 10 <= len(root) else ["too many controls that show nothing"]
sys.exit("NOT as it should be: " + "; ".join(bad) if bad else 0)
END
[ "$status" = 0 ] || { echo "NOT as it should be: a property does not hold"; exit 1; }

echo "== a user without subordinate ids"
useradd -M -d "$home/bare" -s /bin/sh "$bare"
usermod --del-subuids 1-4000000000 --del-subgids 1-4000000000 "$bare"
mkdir -p "$work/bare" && chown "$bare:" "$work/bare" && chmod 711 "$work"
as_bare() { setpriv --reuid "$bare" --regid "$bare" --clear-groups env -i PATH="$PATH" HOME="$work/bare" \
  TMPDIR="$work/bare" LC_ALL=C.UTF-8 "$@"; }
check "his builds are said to run as he himself" expect 0 as_bare "$bin/hostile_room" "$work/bare/place" ids
check "in these words" says "the room says that its builds run as its own user"
check "doctor says so too" expect 0 as_bare "$bin/verifier" doctor
check "and what to do" says "builds run as this user" "builds' user"

echo "== hostile deposits"
export XDG_CACHE_HOME=$work/cache
mkdir "$XDG_CACHE_HOME"
sample_begin
sample_build
sample_deposit
honest=$(cat "$release/deposit")
cp -r "$world/room" "$world/policy.toml" "$home"
chown -R "$user:" "$home/room" "$home/policy.toml"

# room root|user|small COMMAND [OPTION...]   a command in one of the rooms
room() {
  local which=$1 command=$2 data=$world/room-data key=$world/room as=()
  shift 2
  [ "$which" != user ] || { data=$home/room-data key=$home/room as=(as_user); }
  [ "$which" != small ] || data=$work/small/room-data
  case $command in
    list) ${as[@]+"${as[@]}"} "$bin/verifier" list --data "$data" "$@" ;;
    import) ${as[@]+"${as[@]}"} "$bin/verifier" import --data "$data" --policy "$(dirname "$key")/policy.toml" "$@" ;;
    *) ${as[@]+"${as[@]}"} "$bin/verifier" "$command" --data "$data" --key "$key" "$@" ;;
  esac
}
# carry DIR root|user...   the deposit of a release into rooms; each time anew, since a room takes no older log
carry() {
  local dir=$1 which file
  shift
  rm -f "$dir/media.export"
  "$bin/escrow" export "$(cat "$dir/deposit")" --room "$world/room" --at "$at" --agreement "$world/agreement.json" \
    --key "$world/room" \
    --out "$dir/media.export" >/dev/null || return
  for which; do
    file=$dir/media.export
    [ "$which" != user ] || { file=$home/media.export && cp "$dir/media.export" "$file" && chown "$user:" "$file"; } \
      || return
    room "$which" import "$file" || return
  done
}
# recipe_of_own_package DIR SOURCE   a root of one package of the vendor's own, without dpkg: nothing can be configured.
recipe_of_own_package() {
  local dir=$1 tree=$1/package pool=$1/recipe.materials/pool file=vendor-tool_1_amd64.deb
  mkdir -p "$tree/DEBIAN" "$pool" "$dir/recipe.materials/lists"
  printf 'Package: vendor-tool\nVersion: 1\nArchitecture: amd64\nMaintainer: a <a@vendor>\nDescription: a tool\n' \
    >"$tree/DEBIAN/control"
  dpkg-deb --root-owner-group --build "$tree" "$pool/$file" >/dev/null || return
  printf '%s\n' '[product]' 'name = "unassembled"' 'version = "1"' '[environment]' 'debian = "bookworm"' \
    'lock = "recipe.lock"' \
    '[build]' 'directory = "/build/unassembled"' 'commands = ["true"]' '[[artifact]]' 'path = "tool"' \
    >"$dir/recipe.toml"
  cat >"$dir/recipe.lock" <<END
{
  "format": "assay-lock-v1",
  "environment": "debian",
  "suite": "bookworm",
  "architecture": "amd64",
  "archives": [],
  "packages": [
    {
      "name": "vendor-tool",
      "version": "1",
      "architecture": "amd64",
      "file": "$file",
      "sha256": "$(sha256sum "$pool/$file" | cut -d ' ' -f 1)",
      "size": "$(stat -c %s "$pool/$file")"
    }
  ]
}
END
}
recipe_by=thread_recipe

# attack NAME STATUS MAKEFILE-LINES [--artifact FILE...]   deposits it, rebuilds it in both rooms
attack() {
  local name=$1 wanted=$2 lines=$3 which
  shift 3
  local source=$work/$name release=$work/$name.release
  mkdir -p "$source" "$release"
  printf 'all:\ninstall:\n\tmkdir -p $(DESTDIR)\n%s\n' "$lines" >"$source/Makefile"
  step "$name: recipe" "$recipe_by" "$release" "$source" --host "$@"
  step "$name: deposit" thread_deposit "$release" "$source"
  step "$name: into the rooms" carry "$release" root user
  for which in root user; do
    check "$name: the $which's room signs how it ended" expect "$wanted" room "$which" rebuild \
      "$(cat "$release/deposit")"
    check "$name: nothing is left in the $which's room" nothing_left "$which"
    check "$name: then the $which's room imports" carry "$work/release" "$which"
    check "$name: lists" room "$which" list
    check "$name: rebuilds another vendor's deposit" expect 0 room "$which" rebuild "$honest" --again
    check "$name: sends its outbox" expect 0 room "$which" outbox \
      --out "$([ "$which" = root ] && echo "$work" || echo "$home")/$name.outbox"
  done
}
nothing_left() {
  local data=$world/room-data left
  [ "$1" != user ] || data=$home/room-data
  [ "$1" != small ] || data=$work/small/room-data
  left=$(find "$data" -name 'assay-*' -o -name '*.part' -o -name incoming)
  [ -z "$left" ] || { echo "$left"; return 1; }
}

step "the honest deposit into both rooms" carry "$release" root user

attack nested 15 '	perl -e '\''my $$n = "d" x 250; for (1 .. 90) { mkdir $$n or die; chdir $$n or die }'\
' open F, ">file"; chmod 0, "file", "."'\''
	false' --artifact none
attack hole 0 '	cd $(DESTDIR) && truncate -s 300M one && for i in two three four five six; do ln one $$i; done' \
  --artifact one --artifact two --artifact three --artifact four --artifact five --artifact six
attack closed 0 '	echo text >$(DESTDIR)/shut; mkdir $(DESTDIR)/in; echo text >$(DESTDIR)/in/shut;'\
' chmod 0 $(DESTDIR)/shut $(DESTDIR)/in' \
  --artifact shut --artifact in/shut
attack missing 15 '	ln -s /etc/passwd $(DESTDIR)/link' --artifact link
# hashes DATA NAME   what a deposit's rebuild put out
hashes() { (cd "$1/deposits/$(cat "$work/$2.release/deposit")/outputs"/*/artifacts && find . -type f -exec sha256sum \
  {} + | sort -k 2); }
same_outputs() {
  hashes "$world/room-data" "$1" >"$work/root.hashes" && hashes "$home/room-data" "$1" >"$work/user.hashes"
  [ -s "$work/root.hashes" ] && cmp "$work/root.hashes" "$work/user.hashes"
}
for name in hole closed; do check "$name: both rooms built the same" same_outputs "$name"; done
check "six names of one hole take no disk" \
  [ "$(du -sm "$world/room-data/deposits/$(cat "$work/hole.release/deposit")/outputs" | cut -f 1)" -lt 3 ]

# Packages that give no root: signed as a failed build, with what mmdebstrap said, and no part of a root stays.
if type mmdebstrap apt-ftparchive dpkg-deb >/dev/null 2>&1 \
  && [ -e /usr/share/keyrings/debian-archive-keyring.gpg ]; then
  recipe_by=recipe_of_own_package
  attack unassembled 15 '	true'
  recipe_by=thread_recipe
  parts_left() { ! find "$work/cache" "$home/.cache" -name '*.part' -o -name '*.index' | grep .; }
  check "no part of a root is kept" parts_left
  for data in "$world" "$home"; do
    check "its log is why" grep -rq . \
      "$data/room-data/deposits/$(cat "$work/unassembled.release/deposit")/outputs"/*/build.log
  done
fi

# The room's own disk is full before the build has taken what it may: an error, no statement, and nothing is left of it.
mkdir "$work/small"
if mount -t tmpfs -o size=500m none "$work/small" 2>/dev/null; then
  small_end() { umount "$work/small" 2>/dev/null || umount -l "$work/small"; }
  at_end+=(small_end)
  source=$work/full release=$work/full.release
  mkdir -p "$source" "$release"
  printf 'all:\ninstall:\n\thead -c 1G /dev/zero >$(DESTDIR)/tool\n' >"$source/Makefile"
  step "full: recipe" thread_recipe "$release" "$source" --host --artifact tool
  step "full: deposit" thread_deposit "$release" "$source"
  step "full: into a room on a small disk" carry "$release" small
  check "the room says that its disk is full" expect 21 room small rebuild "$(cat "$release/deposit")"
  check "in these words" says "no space left"
  check "and nothing is left" nothing_left small
  check "it took no disk either" [ "$(du -sm "$work/small" | cut -f 1)" -lt 50 ]
  step "then it imports" carry "$work/release" small
  check "rebuilds another vendor's deposit" expect 0 room small rebuild "$honest"
  step "full: into a room with space" carry "$release" root
  check "where the same build is well" expect 0 room root rebuild "$(cat "$release/deposit")"
else
  note "no file system can be mounted here: a full disk is left out"
fi

# What no one of the room can remove keeps it from nothing.
mkdir -p "$home/room-data/jobs/assay-stuck/below" && touch "$home/room-data/jobs/assay-stuck/below/file"
check "a room that cannot clear up works" expect 0 room user rebuild "$honest" --again
check "and says so" says "clearing up after a run that was killed" "assay-stuck"
rm -r "$home/room-data/jobs/assay-stuck"
