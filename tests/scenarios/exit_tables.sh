#!/usr/bin/env bash
# The table of exit statuses on the pages of escrow deposit and auditor check holds what the commands end with: each
# status is brought about here, or in the scenario that is named beside it, and none comes that the page does not have.
. "$(dirname "$0")/lib.sh"

# page_table PAGE   the statuses of its table
page_table() { sed -n '/^## Exit status/,$s/^| \([0-9]*\) |.*/\1/p' "$root/$1" | sort -n; }
# ends STATUS COMMAND...   it ends so; which is on record
ends() { expect "$@" && echo "$1" >>"$work/ended"; }
# table PAGE STATUS:WHERE...   what ended so here, and the statuses that only other scenarios see, are the table
table() {
  local page=$1
  shift
  { cat "$work/ended"; for other in "$@"; do
      [ -x "$root/tests/scenarios/${other#*:}.sh" ] || { echo "there is no scenario ${other#*:}" >&2; return 1; }
      echo "${other%%:*}"
    done; } | sort -nu >"$work/all"
  : >"$work/ended"
  page_table "$page" | diff "$work/all" - || { echo "above: < ended so, > on the page $page"; return 1; }
}
: >"$work/ended"

sample_begin
sample_build
deposit() { "$bin/escrow" deposit "$1" --product p --version-name 1 --agreement "${agreement:-$world/agreement.json}" \
  --policy "${policy:-$world/policy.toml}" --key "$world/vendor" "${@:2}"; }
to_folder() { deposit "$1" --at "$work/to-$RANDOM$RANDOM" --again "${@:2}"; }
mkdir "$work/plain" "$work/secret"
echo 1 >"$work/plain/a"
cp "$world/vendor/sign.ed25519.pem" "$work/secret/key.pem"
printf 'Rar!\032\007\001\000 and so on' >"$work/source.rar"
tar -cf "$work/plain.tar" -C "$work/plain" .
: >"$work/empty.tar"

check "deposit: 0, written to a folder" ends 0 to_folder "$work/plain"
check "deposit: 1, no archive" ends 1 to_folder "$work/empty.tar"
check "deposit: 2, an option is missing" ends 2 deposit "$work/plain"
check "deposit: 2, a URL wants a receipt" ends 2 deposit "$work/plain" --at "$at"
check "deposit: 4, a secret" ends 4 to_folder "$work/secret"
check "deposit: 5, no source" ends 5 to_folder "$work/nothing"
check "deposit: 7, no server there" ends 7 deposit "$work/plain" --at https://127.0.0.1:1 --receipt "$work/x.receipt"
expired() { faketime -f +9y "$bin/escrow" deposit "$work/plain" --product p --version-name 1 \
  --agreement "$world/agreement.json" \
  --policy "$world/policy.toml" --key "$world/vendor" --at "$work/later" --again; }
check "deposit: 10, expired" ends 10 expired
check "deposit: 11, another format" ends 11 to_folder "$work/source.rar"
few_files() { (ulimit -n 100 && to_folder "$work/plain.tar"); }
check "deposit: 16, no cell" ends 16 few_files
step "a transfer folder" deposit "$work/plain" --at "$work/damaged"
for part in "$work"/damaged/sealed/*; do printf 'xxxxxxxx' | dd of="$part" bs=1 seek=60 conv=notrunc status=none; done
check "deposit: 20, the folder is damaged" ends 20 deposit "$work/plain" --at "$work/damaged"
# interrupted COMMAND...   SIGINT once it has begun
interrupted() {
  python3 - "$@" <<'PY'
import signal, subprocess, sys, time
started = subprocess.Popen(sys.argv[1:], preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
time.sleep(0.7)
started.send_signal(signal.SIGINT)
sys.exit(started.wait() % 256)
PY
}
truncate -s 60G "$work/large"
head -c 70000000 /dev/urandom >>"$work/large"
mkdir "$work/long"
ln "$work/large" "$work/long/large"
check "deposit: 130, interrupted" ends 130 interrupted "$bin/escrow" deposit "$work/long" --product p --version-name 1 \
  --agreement "$world/agreement.json" --policy "$world/policy.toml" --key "$world/vendor" --at "$work/long.out" --again
check "the page of escrow deposit" table escrow/cli/deposit.md 6:kill_deposit 12:trust_is_named 21:bad_input

sample_deposit
name=$(basename "$deployed")
step "verdict" expect 0 thread_room verify "$release" --deployed "$deployed" --evidence "$work/one.evidence"
step "into the log" thread_carry_out "$release" "$work/one.evidence"
world_policy "$work/policy.toml" --environment host
audit() { "$bin/auditor" check "$@" --policy "$work/policy.toml"; }
mkdir "$work/altered"
cp "$deployed" "$work/altered/"
printf x >>"$work/altered/$name"
"$scripts/lib/alter.py" evidence "$work/one.evidence" "$work/changed.evidence" 1 >/dev/null
check "check: 0, sound" ends 0 audit "$work/one.evidence" --deployed "$deployed"
check "check: 1, no report to replace" ends 1 audit "$work/one.evidence" --report "$work/policy.toml"
check "check: 2, no policy" ends 2 "$bin/auditor" check "$work/one.evidence"
check "check: 4, no place for a report" ends 4 audit "$work/one.evidence" --report /sys/report.html
check "check: 5, no evidence" ends 5 audit "$work/nothing"
check "check: 10, one letter changed" ends 10 audit "$work/changed.evidence"
check "check: 11, a receipt judges no file" ends 11 audit "$release/receipt.evidence" --deployed "$deployed"
check "check: 12, more is asked for" ends 12 audit "$work/one.evidence" --require explained
check "check: 14, another file" ends 14 audit "$work/one.evidence" --deployed "$work/altered/$name"
elsewhere=(13:forked_log)
if [ "$(id -u)" = 0 ] && unshare --mount mount -t tmpfs none /mnt 2>/dev/null; then
  full_disk() { unshare --mount \
    sh -c 'mount -t tmpfs -o size=4k none /mnt && head -c 4096 /dev/zero >/mnt/full; exec "$@"' - \
    "$bin/auditor" check "$work/one.evidence" --policy "$work/policy.toml" --report /mnt/report.html; }
  check "check: 21, no room for a report" ends 21 full_disk
else
  echo "not tried: no small disk can be mounted here"
  elsewhere+=(21:exit_tables)
fi
check "check: 130, interrupted" ends 130 interrupted "$bin/auditor" check "$work/one.evidence" \
  --policy "$work/policy.toml" --deployed "$work/large"
check "the page of auditor check" table auditor/cli/check.md "${elsewhere[@]}"
