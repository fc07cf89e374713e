#!/usr/bin/env bash
# Hosts that are narrow: each lack has its sentence and its next step, the same in escrow doctor as in the command, and
# is never reported as a fault of the source. What is ended at once leaves no unpacked source behind.
. "$(dirname "$0")/lib.sh"

sample_begin
head -c 300000 /dev/urandom >"$work/noise"
tar -cf "$work/source.tar" -C "$work" noise
deposit() { "$bin/escrow" deposit "$work/source.tar" --product p --version-name 1 --agreement "$world/agreement.json" \
  --policy "$world/policy.toml" --key "$world/vendor" --at "$work/transfer-$RANDOM$RANDOM" --again; }
# narrow WORDS NEXT HOW...   both end with 16 and say these words and this next step
narrow() {
  local words=$1 next=$2
  shift 2
  expect 16 "$@" deposit && says "$words" "hint: $next" && expect 16 "$@" "$bin/escrow" doctor \
    && says "$words" "next: $next"
}
with_limit() { (ulimit "$1" "$2" && "${@:3}"); }
export -f deposit
export bin world work

check "on a wide host it is deposited" expect 0 deposit
for files in 40 200 400; do
  check "ulimit -n $files" narrow "this process may have $files files open (ulimit -n), and 512 are needed" \
    "ulimit -n 1024" with_limit -n $files
done
check "ulimit -f" narrow "(ulimit -f), and the cell needs" "ulimit -f unlimited" with_limit -f 1000

# in_mounts SHELL COMMAND...   with mounts of its own, made by the shell's words
in_mounts() { unshare --mount bash -c "$1"' || exit 77; shift; "$@"' - "$@"; }
if [ "$(id -u)" = 0 ] && in_mounts 'mount -t tmpfs none /mnt' true 2>/dev/null; then
  check "a read-only /run" narrow 'opening "/run/assay-cells": read-only file system' "/run has to be there" \
    in_mounts 'mount -t tmpfs -o ro none /run'
  check "no /proc" narrow "/proc is not there" "mount -t proc proc /proc" in_mounts 'mount -t tmpfs none /proc'
  if [ -d /proc/acpi ]; then
    check "a masked /proc" narrow "mount proc on" "parts of /proc are masked here" in_mounts \
      'mount -t tmpfs -o ro none /proc/acpi'
  fi
  # A program that is missing is reported with its package; the last line installs all of them.
  check "a package that is missing is no fault of what can go without" expect 0 in_mounts \
    'mount -t tmpfs none /usr/share/keyrings' "$bin/escrow" doctor
  check "and is in the one line that installs it" says "next: apt install debian-archive-keyring"
else
  not_tried "no mounts of one's own can be made here"
fi

# Two signals, one after the other, at several moments of the work.
mkdir "$work/big" "$work/temporary"
for i in 1 2 3 4 5 6; do head -c 30000000 /dev/urandom >"$work/big/$i"; done
tar -cf "$work/big.tar" -C "$work/big" .
twice() {
  TMPDIR=$work/temporary python3 - "$@" <<'PY'
import os, signal, subprocess, sys, time
folder = os.environ["TMPDIR"]
for step in range(12):
    at = sys.argv[-1] + str(step)
    started = subprocess.Popen(sys.argv[1:-1] + [at], preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(1000):
        if os.listdir(folder) or started.poll() is not None: break
        time.sleep(0.005)
    time.sleep(0.05 * step)
    started.send_signal(signal.SIGINT)
    started.send_signal(signal.SIGINT)
    status = started.wait()
    left = os.listdir(folder)
    print(step, status, left)
    if left or status not in (0, 130, -2): sys.exit(1)
PY
}
check "a second SIGINT leaves no unpacked source behind" twice "$bin/escrow" deposit "$work/big.tar" --product p \
  --version-name 1 \
  --agreement "$world/agreement.json" --policy "$world/policy.toml" --key "$world/vendor" \
  --again --at "$work/interrupted-"
